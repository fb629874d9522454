import { act, read, type Route } from '../../kernel/http/route.ts';
import { done } from '../../kernel/schemas.ts';
import * as contract from './contract.ts';
import { holdCustomerVerb, releaseCustomerVerb } from './hold-customer.ts';
import { mayReadCustomers } from './policies.ts';
import { customer, customers } from './queries.ts';
import { changeCustomerVerb, createCustomerVerb } from './save-customer.ts';
import { unmaskVerb, valueOf } from './unmask.ts';

/** The verb keeps the reason, the read after it gives the value: see `unmaskVerb`. */
const look = act({ ...contract.unmask, response: done }, unmaskVerb);
const showing: Route = {
  ...look,
  endpoint: contract.unmask as unknown as Route['endpoint'],
  answer: async (request) => {
    const { id } = (await look.answer(request)) as { id: string };
    return { value: await valueOf(request.kernel, request.actor!, id) };
  },
};

export const routes: Route[] = [
  read(contract.listCustomers, mayReadCustomers, customers),
  read(contract.readCustomer, mayReadCustomers, customer),
  act(contract.createCustomer, createCustomerVerb),
  act(contract.changeCustomer, changeCustomerVerb),
  act(contract.holdCustomer, holdCustomerVerb),
  act(contract.releaseCustomer, releaseCustomerVerb),
];

/**
 * `POST /unmaskings` for every kind of record in `unmaskables`. Apart from the others because the address may be mounted once only.
 */
export const unmaskingRoutes: Route[] = [showing];
