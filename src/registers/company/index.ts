/** The front door: what other parts may ask of the company and of who is signed in. Everything else of this folder is its own. */
export {
  companyName, foundedAt, holdersOf, peopleAt, postsHeld, reportsOf, staffById, staffWithPhones, storeKey, storesById, storesByName, substituteOf, superiorOf, teamsOf, warehousesById,
  type Staff, type Store, type Team, type Warehouse,
} from './directory.ts';
export { inWeek, presenceOf, type Presence } from './presence.ts';
export { authenticate, authenticator, cookieName, type Credentials } from './sign-in/authenticate.ts';
export { changeStore, listStores, openStore, setStoreState, storeForUpdate, type StoreFields, type StoreListRow, type StoreRecord } from './places/stores.ts';
export { createWarehouse } from './places/save-warehouse.ts';
export { createShift } from './places/save-shift.ts';
export { formTeam } from './places/save-team.ts';
export { companyRoutes } from './routes.ts';
export type { SignInOptions } from './sign-in/routes.ts';
export { endAllSessions } from './sign-in/end-all.ts';
export { hashPassword } from './sign-in/passwords.ts';
export { isSetUp, setUp, type SetUpAsk } from './sign-in/set-up.ts';
export { installationKey, open, seal } from './sign-in/secrets.ts';
export { createToken } from './sign-in/tokens.ts';
export { addStaff } from './staff/add-staff.ts';
export { assignShift } from './staff/assign-shift.ts';
export { nameSubstitute } from './staff/name-substitute.ts';
export { setSuperior } from './staff/set-superior.ts';
export { addressKey, allowed } from './sign-in/throttle.ts';
export { unmasking, type Unmasking } from './sign-in/unmasking.ts';
