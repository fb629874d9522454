import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { id, instant, listOf, page, text } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

const version = z.int().min(0);
/** `version` 0: nobody has decided yet, and every parcel is scanned. */
const way = z.object({ warehouseId: id, warehouseName: z.string(), byEye: z.boolean(), version, note: z.string().nullable(), by: z.string().nullable(), at: instant.nullable() });
export type InspectionWay = z.output<typeof way>;

export const readInspectionWays = endpoint({
  method: 'GET', path: '/inspection-ways', summary: words('各仓库的检验方式', 'Ways of inspection by warehouse'), response: z.object({ mayChange: z.boolean(), rows: z.array(way) }),
});
export const setInspectionWay = endpoint({
  method: 'PUT', path: '/inspection-ways/:id', summary: words('设置仓库的检验方式', 'Set how a warehouse inspects'), params: z.strictObject({ /** The warehouse. */ id }),
  body: z.strictObject({ byEye: z.boolean(), version, note: text(200, 2) }), response: z.object({ version }),
});
export const listInspectionWayChanges = endpoint({
  method: 'GET', path: '/inspection-way-changes', summary: words('检验方式变更记录', 'Changes of the ways of inspection'), query: z.strictObject({ ...page }),
  response: listOf(z.object({ id, warehouseId: id, warehouseName: z.string(), byEye: z.boolean(), note: z.string(), by: z.string(), at: instant })),
});
