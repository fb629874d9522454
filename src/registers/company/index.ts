/** The front door: what other parts may ask of the company and of who is signed in. Everything else of this folder is its own. */
export {
  companyName, holdersOf, staffById, storeKey, storesById, storesByName, substituteOf, superiorOf, teamsOf, warehousesById,
  type Staff, type Store, type Team, type Warehouse,
} from './directory.ts';
export { authenticate, authenticator, cookieName, type Credentials } from './sign-in/authenticate.ts';
export { hashPassword } from './sign-in/passwords.ts';
export { isSetUp, setUp, type SetUpAsk } from './sign-in/set-up.ts';
export { createToken } from './sign-in/tokens.ts';
export { unmasking, type Unmasking } from './sign-in/unmasking.ts';
