import { words } from '../../../kernel/words.ts';
import { lifeByFacts } from '../../../regulation/mining/life-by-facts.ts';
import type { SubjectProcess } from '../../../regulation/subjects.ts';
import { parcelLife } from './parcel-life.ts';

/** A parcel on a process map. Movements, problems and returns on the way are told by one kind of fact, `moved`, or by none. */
export const parcelProcess: SubjectProcess = {
  states: parcelLife.states,
  life: lifeByFacts(parcelLife, {
    pick: ['logistics.parcel-picked'], pack: ['logistics.parcel-packed'], inspect: ['logistics.inspection-recorded'], fail: ['logistics.inspection-recorded'], announce: ['logistics.carrier-notified'],
    ship: ['logistics.parcel-shipped'], withdraw: ['logistics.parcel-withdrawn'], 'leave-outside': ['logistics.outside-parcel-noted'], renumber: ['logistics.parcel-withdrawn'], collect: ['logistics.parcel-collected'], deliver: ['logistics.parcel-delivered'], 'take-back': ['logistics.parcel-returned'],
  }, { final: ['delivered', 'returned', 'withdrawn', 'lost'] }),
  steps: {
    'logistics.parcel-requested': words('建包裹', 'Requested'), 'logistics.parcel-withdrawn': words('撤回', 'Withdrawn'), 'logistics.parcel-picked': words('拣货', 'Picked'), 'logistics.parcel-packed': words('打包', 'Packed'),
    'logistics.inspection-recorded': words('出库检验', 'Inspected'), 'logistics.carrier-notified': words('通知承运商', 'Carrier notified'), 'logistics.parcel-shipped': words('发出', 'Shipped'), 'logistics.outside-parcel-noted': words('外部发货', 'Shipped outside'),
    'logistics.parcel-collected': words('揽收', 'Collected'), 'logistics.parcel-moved': words('运输更新', 'Moved'), 'logistics.parcel-stuck': words('停滞', 'Stuck'), 'logistics.parcel-late': words('晚到', 'Late'),
    'logistics.parcel-exception-opened': words('异常', 'Exception'), 'logistics.parcel-exception-settled': words('异常办结', 'Exception settled'), 'logistics.parcel-delivered': words('签收', 'Delivered'),
    'logistics.parcel-returned': words('退回', 'Returned'), 'sales.ship-notice-given': words('告知客户', 'Customer told'),
  },
};
