import { useState } from 'react';
import { useRouter } from '@tanstack/react-router';
import { Button, Drawer } from 'antd';
import { PlusOutlined } from '@ant-design/icons';
import type { Post } from '../../../src/kernel/posts.ts';
import { causes, causeWords, correctiveStates, correctiveTriggers, listCorrective } from '../../../src/regulation/corrective/contract.ts';
import { words, type Words } from '../../../src/kernel/words.ts';
import { ClauseChip } from '../../ui/clause.tsx';
import type { Column } from '../../ui/data-table.tsx';
import type { Filter } from '../../ui/filters.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { ListPage, type RowOf } from '../../ui/list-page.tsx';
import { DueBar, IdTag, When } from '../../ui/values.tsx';
import { usePerson } from '../../shell/session.tsx';
import { OpenForm } from './open-form.tsx';
import { RuleForm } from './rule-form.tsx';
import { stateWords, triggerWords } from './words.ts';

type Row = RowOf<typeof listCorrective>;

function Said({ of, tone }: { of: Words; tone?: string }) {
  const { tw } = useLanguage();
  return <span className={`dz-cut ${tone ?? ''}`} title={tw(of)}>{tw(of)}</span>;
}
function Owner({ row }: { row: Row }) {
  const { tw } = useLanguage();
  return <span className="dz-cut">{row.owner.name ?? tw(row.owner.post)}</span>;
}

const columns: Column<Row>[] = [
  { key: 'no', title: words('编号', 'Number'), width: 100, fixed: true, render: (a) => <IdTag value={a.actionNo} /> },
  { key: 'state', title: words('状态', 'State'), width: 90, render: (a) => <Said of={stateWords[a.state]} tone={a.state === 'closed' ? 'dz-kept' : 'dz-soon'} /> },
  { key: 'due', title: words('下一步期限', 'Next step due'), width: 150, render: (a) => (a.dueAt === null ? '—' : <DueBar openedAt={a.openedAt} dueAt={a.dueAt} remainingMs={null} />) },
  { key: 'clause', title: words('条款', 'Clause'), width: 84, render: (a) => <ClauseChip id={a.clause} /> },
  { key: 'why', title: words('起因', 'Why'), width: 'minmax(180px, 2fr)', render: (a) => <Said of={a.why} /> },
  { key: 'trigger', title: words('启动方式', 'Opened by'), width: 90, render: (a) => <Said of={triggerWords[a.trigger]} /> },
  { key: 'cause', title: words('原因', 'Cause'), width: 120, render: (a) => (a.category ? <Said of={causeWords[a.category]} /> : '—') },
  { key: 'owner', title: words('责任人', 'Owner'), width: 100, render: (a) => <Owner row={a} /> },
  { key: 'round', title: words('轮次', 'Round'), width: 60, align: 'right', render: (a) => a.round },
  { key: 'opened', title: words('启动', 'Opened'), width: 130, sort: 'down', render: (a) => <When at={a.openedAt} /> },
];
const filters: Filter[] = [
  { key: 'mine', kind: 'yes', pinned: true, title: words('我负责', 'Mine') },
  { key: 'overdue', kind: 'yes', pinned: true, title: words('已超期', 'Overdue') },
  { key: 'state', kind: 'choice', many: true, pinned: true, title: words('状态', 'State'), options: correctiveStates.map((value) => ({ value, words: stateWords[value] })) },
  { key: 'trigger', kind: 'choice', many: true, title: words('启动方式', 'Opened by'), options: correctiveTriggers.map((value) => ({ value, words: triggerWords[value] })) },
  { key: 'cause', kind: 'choice', many: true, title: words('原因', 'Cause'), options: causes.map((value) => ({ value, words: causeWords[value] })) },
  { key: 'clause', kind: 'text', title: words('条款', 'Clause') },
];

/** As the server lets them: the others do not see the buttons. */
const openers: readonly Post[] = ['auditor', 'department-head', 'general-manager', 'team-lead', 'service-lead'];
const setters: readonly Post[] = ['department-head', 'general-manager'];

export default function CorrectiveList() {
  const { t } = useLanguage();
  const router = useRouter();
  const { posts } = usePerson();
  const [drawer, setDrawer] = useState<'open' | 'rule' | null>(null);
  const may = (allowed: readonly Post[]) => posts.some((post) => allowed.includes(post));
  const close = () => setDrawer(null);
  return (
    <><ListPage name="corrective" title={t('纠正措施', 'Corrective actions')} endpoint={listCorrective} topics={['corrective']} columns={columns} filters={filters} defaultSort="-opened" rowKey={(a) => a.id} rowHref={(a) => `/corrective/${a.id}`}
      searchHint={t('编号、条款、起因、责任人', 'Number, clause, why, owner')} empty={t('没有纠正措施：控制被多次违反时会自动启动。', 'None: one is opened by itself when a control is broken often.')}
      primary={<>{may(setters) && <Button onClick={() => setDrawer('rule')}>{t('启动规则', 'Rule')}</Button>}{may(openers) && <Button type="primary" icon={<PlusOutlined />} onClick={() => setDrawer('open')}>{t('提出纠正措施', 'Open one')}</Button>}</>} />
      <Drawer open={drawer !== null} onClose={close} size={440} destroyOnHidden title={drawer === 'rule' ? t('何时启动纠正措施', 'What opens a corrective action') : t('提出纠正措施', 'Open a corrective action')}>
        {drawer === 'rule' ? <RuleForm onDone={close} /> : <OpenForm onOpened={(id) => router.history.push(`/corrective/${id}`)} />}
      </Drawer>
    </>
  );
}
