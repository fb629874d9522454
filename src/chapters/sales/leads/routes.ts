import { Buffer } from 'node:buffer';
import { act, ask, raw, read, type Route } from '../../../kernel/http/route.ts';
import { assignLead, reassignLead } from './assign-lead.ts';
import { captureLead } from './capture-lead.ts';
import { changeLead, convertLead, discardLead, restoreLead } from './change-lead.ts';
import * as contract from './contract.ts';
import { leadFunnel } from './funnel.ts';
import { listGreetings, saveGreeting } from './greetings.ts';
import { leadsCsv, leadsXlsx } from './lead-export.ts';
import { countLeads, listLeads, listPool } from './lead-list.ts';
import { alikeBefore, proposedSeller, readLead } from './lead-record.ts';
import { mergeLeads, settleDuplicate, undoMerger } from './merge-leads.ts';
import { mayAssign, mayCapture, mayReadLeads, mayReadRules, maySetRules } from './policies.ts';
import { pickLead, releaseLead } from './pool.ts';
import { recordContact } from './record-contact.ts';
import { rulesPage } from './rules-page.ts';
import { setLeadRules } from './settings.ts';
import { createLeadSource, listSources, receiveDelivery, switchLeadSource } from './sources.ts';
import { leadFormPage, leadFormRoute } from './web-form.ts';

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export const leadRoutes: Route[] = [
  read(contract.listLeads, mayReadLeads, ({ kernel, actor, scope, query }) => listLeads(kernel, actor, scope, query)),
  raw(contract.exportLeads, mayReadLeads, async ({ kernel, actor, scope, query, language, reply }) => {
    const { format, ...asked } = query;
    void reply.header('x-content-type-options', 'nosniff');
    if (format === 'xlsx') return reply.type(xlsx).header('content-disposition', 'attachment; filename="leads.xlsx"').send(Buffer.from(await leadsXlsx(kernel, actor, scope, asked, language)));
    return reply.type('text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="leads.csv"').send(await leadsCsv(kernel, actor, scope, asked, language));
  }),
  read(contract.countLeads, mayReadLeads, ({ kernel, actor, scope }) => countLeads(kernel, actor, scope)),
  read(contract.listPool, mayReadLeads, ({ kernel, actor, scope, query }) => listPool(kernel, actor, scope, query)),
  read(contract.readLead, mayReadLeads, ({ kernel, actor, scope, params }) => readLead(kernel, actor, scope, params.id)),
  read(contract.proposeSeller, mayAssign, ({ kernel, actor, scope, params }) => proposedSeller(kernel, actor, scope, params.id)),
  read(contract.readLeadRules, mayReadRules, ({ kernel, actor }) => rulesPage(kernel, actor)),
  read(contract.listGreetings, mayReadRules, ({ kernel, query }) => listGreetings(kernel, query)),
  read(contract.listLeadSources, maySetRules, ({ kernel }) => listSources(kernel)),
  read(contract.readLeadFunnel, mayReadLeads, ({ kernel, actor, scope, query }) => leadFunnel(kernel, actor, scope, query)),
  ask(contract.checkLead, mayCapture, ({ kernel, actor, body }) => alikeBefore(kernel, actor, body)),
  { ...raw(contract.receiveLead, { public: true }, ({ kernel, params, raw: request, reply }) => receiveDelivery(kernel, params.id, request, reply)), signedJson: true },
  read(contract.readLeadForm, { public: true }, ({ kernel, params }) => leadFormPage(kernel, params.token)),
  leadFormRoute,
  act(contract.captureLeadAct, captureLead),
  act(contract.changeLeadAct, changeLead),
  act(contract.assignLeadAct, assignLead),
  act(contract.reassignLeadAct, reassignLead),
  act(contract.pickLeadAct, pickLead),
  act(contract.releaseLeadAct, releaseLead),
  act(contract.discardLeadAct, discardLead),
  act(contract.restoreLeadAct, restoreLead),
  act(contract.convertLeadAct, convertLead),
  act(contract.recordContactAct, recordContact),
  act(contract.mergeLeadsAct, mergeLeads),
  act(contract.undoMergerAct, undoMerger),
  act(contract.settleDuplicateAct, settleDuplicate),
  act(contract.setLeadRulesAct, setLeadRules),
  act(contract.saveGreetingAct, saveGreeting),
  act(contract.createLeadSourceAct, createLeadSource),
  act(contract.switchLeadSourceAct, switchLeadSource),
];
