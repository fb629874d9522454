import { act, read, type Route } from '../../kernel/http/route.ts';
import type { Parts } from '../parts.ts';
import { seePolicy } from './action.ts';
import * as contract from './contract.ts';
import { openCorrectiveVerb } from './open-action.ts';
import { detail, list, rule } from './queries.ts';
import { analyse, assign, contain, finish, plan, setRule } from './steps.ts';

export const correctiveRoutes = (parts: Parts): Route[] => [
  read(contract.listCorrective, seePolicy, list(parts)),
  read(contract.readCorrective, seePolicy, detail(parts)),
  act(contract.openCorrective, openCorrectiveVerb(parts)),
  act(contract.assignCorrective, assign(parts)),
  act(contract.containCorrective, contain),
  act(contract.analyseCorrective, analyse),
  act(contract.planCorrective, plan),
  act(contract.finishCorrective, finish),
  read(contract.readCorrectiveRule, seePolicy, rule),
  act(contract.setCorrectiveRule, setRule),
];
