import { useState } from 'react';
import { App, Button, Checkbox, Dropdown, Input, Popover, Tabs } from 'antd';
import { PlusOutlined } from '@ant-design/icons';
import { dropView, listViews, saveView } from '../shell/endpoints.ts';
import { useT } from './language.tsx';
import { parseState, viewAddress, type ListState } from './list-state.ts';
import { ProblemNote } from './problem.tsx';
import { useAct, useRead } from './use-api.ts';

/** What is shown but not saved stands as a tab of its own. */
const unsaved = 'unsaved';

interface Props {
  /** Name of the list page; views belong to it. */
  readonly page: string;
  readonly state: ListState;
  readonly filterNames: readonly string[];
  readonly onState: (next: ListState) => void;
}

/** Saved views as tabs: 全部, then the person's own and the shared ones. What is shown now can be saved beside them. */
export function SavedViews({ page, state, filterNames, onState }: Props) {
  const t = useT();
  const { message } = App.useApp();
  const read = useRead(listViews, { query: { page } }, { topics: ['view'] });
  const save = useAct(saveView);
  const drop = useAct(dropView);
  const [naming, setNaming] = useState(false);
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const address = viewAddress(state);
  const views = read.data?.rows ?? [];
  const active = views.find((v) => v.address === address)?.id ?? (address === '' ? 'all' : unsaved);

  const keep = async () => {
    const answer = await save.run({ body: { page, name: name.trim(), address, shared } }).catch(() => null);
    if (!answer) return;
    setNaming(false);
    setName('');
    void message.success(t('已存为视图', 'View saved'));
  };

  return (
    <div className="dz-views">
      <Tabs size="small" activeKey={active} items={[
        { key: 'all', label: t('全部', 'All') },
        ...views.map((v) => ({
          key: v.id,
          label: (
            <Dropdown trigger={['contextMenu']} menu={{ items: [{ key: 'drop', label: t('删除此视图', 'Delete this view') }], onClick: () => void drop.run({ params: { id: v.id }, body: {} }).catch((e: Error) => message.error(e.message)) }}>
              <span>{v.name}</span>
            </Dropdown>
          ),
        })),
        ...(active === unsaved ? [{ key: unsaved, label: <i>{t('未保存', 'Unsaved')}</i> }] : []),
      ]} onTabClick={(key) => key !== unsaved && onState(parseState(views.find((v) => v.id === key)?.address ?? '', filterNames))} />
      {/* Beside the tabs, not among them: a list of tabs holds tabs only. */}
      {active === unsaved && (
        <Popover open={naming} onOpenChange={setNaming} trigger="click" placement="bottomRight" content={
          <form className="dz-unmask" onSubmit={(e) => { e.preventDefault(); void keep(); }}>
            <label htmlFor="view-name">{t('视图名称', 'Name of the view')}</label>
            <Input id="view-name" autoFocus value={name} maxLength={40} onChange={(e) => setName(e.target.value)} />
            <Checkbox checked={shared} onChange={(e) => setShared(e.target.checked)}>{t('同事也能看到', 'Colleagues see it too')}</Checkbox>
            {save.error && <ProblemNote small error={save.error} />}
            <Button type="primary" htmlType="submit" loading={save.isPending} disabled={name.trim() === ''}>{t('保存', 'Save')}</Button>
          </form>
        }>
          <Button size="small" type="text" icon={<PlusOutlined />}>{t('存为视图', 'Save view')}</Button>
        </Popover>
      )}
    </div>
  );
}
