import { words } from '../../../../kernel/words.ts';
import { defineLayout } from '../../../../kernel/files/layout.ts';
import type { RowCells } from '../../../../kernel/files/row-cells.ts';
import { templateFiles, type TemplateFiles } from '../../../../kernel/files/template.ts';
import { trackingState, type TrackingState } from './tracking-states.ts';

/** One step of a parcel's way. */
export interface TrackingRow {
  carrierName: string;
  waybillNo: string;
  /** Milliseconds UTC. */
  at: number;
  /** Null when the word is not known; `stateText` keeps it. */
  state: TrackingState | null;
  stateText: string;
  content: string;
  place: string | null;
}

const headings = ['快递公司', '运单号', '时间', '状态', '内容', '所在地'] as const;

/** The tracking template: one row a step, in any order. For carriers without an interface. */
export const tracking = defineLayout<TrackingRow>(
  {
    id: 'tracking',
    kind: 'tracking',
    title: words('物流轨迹模板', 'Tracking template'),
    versions: [headings],
    keys: ['快递公司', '运单号', '时间', '状态'],
    own: ['时间', '内容'],
    aliases: { 快递公司: ['物流公司', '承运商'], 运单号: ['快递单号', '物流单号', '运单号码'], 时间: ['轨迹时间', '扫描时间'], 状态: ['物流状态'], 内容: ['轨迹', '描述', '物流信息'], 所在地: ['地点', '网点'] },
    freeText: ['内容'],
  },
  () => {
    const times = new Map<string, { line: number; count: number }>();
    return {
      read(row, line) {
        const record = readStep(row);
        const step = `${record.carrierName}/${record.waybillNo}@${record.at}`;
        const before = times.get(step);
        const count = before === undefined ? 1 : before.line === line ? before.count : before.count + 1;
        times.set(step, { line, count });
        return { key: count === 1 ? step : `${step}#${count}`, record };
      },
    };
  },
);

function readStep(row: RowCells): TrackingRow {
  const waybillNo = row.idNeeded('运单号');
  if (waybillNo !== '' && !/^[A-Za-z0-9-]{6,32}$/.test(waybillNo)) row.refuse('waybill.shape', '运单号', `运单号“${waybillNo.slice(0, 40)}”应为 6–32 位字母或数字。`, `The waybill "${waybillNo.slice(0, 40)}" must be 6 to 32 letters or digits.`);
  const stateText = row.textNeeded('状态');
  const state = stateText === '' ? null : trackingState(stateText);
  if (stateText !== '' && state === null) row.warn('status.unknown', '状态', `没见过的物流状态“${stateText.slice(0, 40)}”，已保留原文。`, `The tracking state "${stateText.slice(0, 40)}" is not known; the word is kept.`);
  return { carrierName: row.textNeeded('快递公司'), waybillNo, at: neededTime(row), state, stateText, content: row.text('内容') ?? stateText, place: row.text('所在地') };
}

function neededTime(row: RowCells): number {
  const problems = row.problems.length;
  const at = row.time('时间');
  if (at === null && row.problems.length === problems) row.refuse('cell.needed', '时间', '缺少“时间”。', '"时间" (time) is missing.');
  return at ?? 0;
}

export const trackingTemplate = (): Promise<TemplateFiles> =>
  templateFiles({
    fileName: '物流轨迹模板',
    title: tracking.title,
    headings,
    rows: [
      ['顺丰速运', 'SF1000000000001', '2026-01-01 18:30:00', '揽收', '快件已揽收', '杭州市'],
      ['顺丰速运', 'SF1000000000001', '2026-01-02 09:10:00', '派件', '正在派送', '上海市'],
      ['顺丰速运', 'SF1000000000001', '2026-01-02 11:45:00', '签收', '已签收', '上海市'],
    ],
  });
