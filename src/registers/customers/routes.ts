import { act, read, type Route } from '../../kernel/http/route.ts';
import * as contract from './contract.ts';
import { holdCustomerVerb, releaseCustomerVerb } from './hold-customer.ts';
import { mayReadCustomers } from './policies.ts';
import { customer, customers } from './queries.ts';
import { changeCustomerVerb, createCustomerVerb } from './save-customer.ts';

export const routes: Route[] = [
  read(contract.listCustomers, mayReadCustomers, customers),
  read(contract.readCustomer, mayReadCustomers, customer),
  act(contract.createCustomer, createCustomerVerb),
  act(contract.changeCustomer, changeCustomerVerb),
  act(contract.holdCustomer, holdCustomerVerb),
  act(contract.releaseCustomer, releaseCustomerVerb),
];
