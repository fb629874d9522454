import { act, read, type Route } from '../../../kernel/http/route.ts';
import { addWaybills } from './add-waybills.ts';
import { carriers } from '../../../gateways/couriers/carriers.ts';
import * as contract from './contract.ts';
import { carriersAndRules, tryRules } from './queries.ts';
import { accounts, removeAccount, saveAccount } from './waybill-accounts.ts';
import { saveCarrier } from './save-carrier.ts';
import { saveRates } from './save-rates.ts';
import { saveSender } from './save-sender.ts';
import { removeRule, saveRule } from './save-rule.ts';

const mayRead = {
  'logistics-clerk': 'all', warehouse: 'all', accountant: 'all', 'store-operator': 'all', 'service-agent': 'all', 'service-lead': 'all', 'department-head': 'all', 'general-manager': 'all',
  administrator: 'all', auditor: 'all',
} as const;

export const carrierRoutes: Route[] = [
  read(contract.readCarriers, mayRead, ({ kernel }) => carriersAndRules(kernel)),
  read(contract.knownCarriers, mayRead, async () => ({ carriers: carriers.map(({ code, name }) => ({ code, name })) })),
  read(contract.tryRulesEnd, mayRead, async ({ kernel, query }) => {
    const proposal = await tryRules(kernel, { province: query.province, grams: query.grams, platform: query.platform ?? null, storeId: query.storeId ?? '' });
    return { ...proposal, freightFen: proposal.freightFen === null ? null : Number(proposal.freightFen) };
  }),
  act(contract.saveCarrierEnd, saveCarrier),
  act(contract.saveRuleEnd, saveRule),
  act(contract.removeRuleEnd, removeRule),
  act(contract.saveRatesEnd, saveRates),
  act(contract.saveSenderEnd, saveSender),
  read(contract.listAccounts, { 'logistics-clerk': 'all', 'department-head': 'all', administrator: 'all', auditor: 'all' }, accounts),
  act(contract.saveAccountEnd, saveAccount),
  act(contract.removeAccountEnd, removeAccount),
  act(contract.addWaybillsEnd, addWaybills),
];
