import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshProduct, type WholeProduct } from '../../tests/support/product.ts';
import { factKind, knownFacts } from '../kernel/fact.ts';
import { createSafeFetch } from '../kernel/net/safe-fetch.ts';
import { Subjects } from '../regulation/subjects.ts';
import { chapterParts } from './chapters.ts';
import { nameCases } from './named-places.ts';
import { readSettings } from './settings.ts';

let whole: WholeProduct;
beforeAll(async () => {
  whole = await freshProduct({ orders: 1 });
}, 120_000);
afterAll(() => whole?.close());

const rows = async <T extends Record<string, unknown>>(sql: string, values: readonly unknown[] = []): Promise<T[]> => (await whole.database.db.query<T>(sql, [...values])).rows;
interface Told { subject: { number: string; title: string | null; kind: { zh: string; en: string }; href: string } }

describe('a case is called by what people call it', () => {
  test('every kind of record that facts are about has a name in both languages', async () => {
    const { kernel, engine, files } = whole.product;
    const { subjects } = await chapterParts({ kernel, engine, files, settings: readSettings({ DATA_DIR: './data' }), fetch: createSafeFetch({ allow: [] }) });
    const nameless = [...new Set([...knownFacts()].map((type) => factKind(type)!.subject))].filter((type) => !/[\u4e00-\u9fff]/.test(subjects.nameOf(type)?.zh ?? '') || !/^[A-Z]/.test(subjects.nameOf(type)?.en ?? ''));
    expect(nameless.sort()).toEqual([]);
  });

  test('a warehouse, an account, a member of staff by its name; a corrective action by its number; nothing by a piece of its id', async () => {
    const head = await whole.as('department-head');
    const tell = async (type: string, id: string): Promise<Told['subject']> => {
      const answer = await head.send('GET', `/api/cases/${type}/${id}/timeline`);
      expect(answer.statusCode, answer.body).toBe(200);
      return answer.json<Told>().subject;
    };
    const [warehouse] = await rows<{ id: string; name: string }>('select id, name from company.warehouse limit 1');
    expect(await tell('warehouse', warehouse!.id)).toMatchObject({ number: '', title: warehouse!.name, kind: { zh: '仓库', en: 'Warehouse' } });
    const [person] = await rows<{ id: string; name: string }>("select id, name from company.staff where login = 'hr1'");
    expect(await tell('staff', person!.id)).toMatchObject({ number: '', title: person!.name, kind: { zh: '员工' } });
    const opened = await head.send('POST', '/api/corrective-actions', { clause: '2.3.3', control: 'shipped-in-time', reason: '多次超时' });
    expect(opened.statusCode, opened.body).toBe(200);
    const { id } = opened.json<{ id: string }>();
    const [action] = await rows<{ action_no: string }>('select action_no from regulation.corrective_action where id = $1', [id]);
    expect(await tell('corrective-action', id)).toMatchObject({ number: action!.action_no, href: `/corrective/${id}` });
    // What touched a customer does not name him.
    const [customer] = await rows<{ object_id: string }>("select object_id from kernel.fact_object where object_type = 'customer' limit 1");
    if (customer) expect(await tell('customer', customer.object_id)).toMatchObject({ number: '', kind: { zh: '客户' } });
  });

  test('an action that was agreed on for a complaint bears the complaint’s number, and is seen by whom the complaint is shown', async () => {
    const subjects = new Subjects();
    nameCases(subjects);
    const agent = whole.company.actors.servicelead;
    const { id } = (await (await whole.as('service-agent')).send('POST', '/api/complaints', { orderId: null, channel: 'phone', severity: 'normal', about: '杯盖漏水' })).json<{ id: string }>();
    const lead = await whole.as('service-lead');
    const agreed = await lead.send('POST', `/api/complaints/${id}/actions`, { what: '更换密封圈', ownerId: agent.id, dueAt: whole.product.kernel.clock.now() + 86_400_000 });
    expect(agreed.statusCode, agreed.body).toBe(200);
    const [action] = await rows<{ id: string; complaint_no: string }>('select a.id, c.complaint_no from sales.complaint_action a join sales.complaint c on c.id = a.complaint_id');
    const cards = await subjects.load(whole.product.kernel, [{ type: 'corrective-action', id: action!.id }], agent);
    expect([...cards.values()]).toMatchObject([{ number: action!.complaint_no, title: '更换密封圈', href: `/sales/complaints/${id}` }]);
  });
});
