import { Button, Select } from 'antd';
import { useLanguage } from '../language.tsx';
import type { ImportChoices, ImportDraft } from './import-api.ts';

/** Only what is unsure is asked: the layout of a file, a missing key column, the store. */
export function DraftForm({ draft, choices, onChoices, busy, onPreview, onDiscard }: {
  draft: ImportDraft; choices: ImportChoices; onChoices: (next: ImportChoices) => void; busy: boolean; onPreview: () => void; onDiscard: () => void;
}) {
  const { t, tw } = useLanguage();
  const { mapping, settings, formats } = choices;
  const without = (record: Readonly<Record<string, string>>, key: string) => Object.fromEntries(Object.entries(record).filter(([k]) => k !== key));
  const unsure = draft.files.filter((f) => f.formats.length > 1);
  // Another layout has other key columns: the server asks for them when it is chosen.
  const chosenElsewhere = Object.keys(formats).length > 0;
  const incomplete = (!chosenElsewhere && draft.missing.some((m) => !mapping[m.key])) || draft.needs.some((n) => !n.optional && !settings[n.key]) || draft.files.every((f) => f.as === null);
  return (
    <form className="dz-card" onSubmit={(e) => { e.preventDefault(); onPreview(); }}>
      <h2>{t('请确认', 'Please confirm')}</h2>
      {draft.missing.map((m) => (
        <label key={m.key} className="dz-ask"><span>{tw(m.label)}</span>
          <Select showSearch value={mapping[m.key] ?? null} placeholder={t('对应文件里的哪一列', 'Which heading of the file')} options={m.headings.map((h) => ({ value: h, label: h }))} onChange={(v: string) => onChoices({ ...choices, mapping: { ...mapping, [m.key]: v } })} />
        </label>
      ))}
      {draft.needs.map((n) => (
        <label key={n.key} className="dz-ask"><span>{tw(n.label)}{n.optional && <small className="dz-2">{t('（选填）', ' (optional)')}</small>}</span>
          <Select showSearch={{ optionFilterProp: 'label' }} allowClear={n.optional} value={settings[n.key] ?? null} placeholder={n.optional ? t('按文件内容判断', 'As the file says') : t('请选择', 'Choose')} options={[...n.options]}
            onChange={(v: string | undefined) => onChoices({ ...choices, settings: v ? { ...settings, [n.key]: v } : without(settings, n.key) })} />
        </label>
      ))}
      {unsure.map((f) => (
        <label key={f.key} className="dz-ask"><span className="dz-cut" title={f.name}>{f.name}</span>
          <Select value={formats[f.key] ?? f.format} options={f.formats.map((o) => ({ value: o.value, label: tw(o.title) }))} onChange={(v: string) => onChoices({ ...choices, formats: v === f.format ? without(formats, f.key) : { ...formats, [f.key]: v } })} />
        </label>
      ))}
      <div className="dz-row">
        <Button type="primary" htmlType="submit" loading={busy} disabled={incomplete}>{t('预览', 'Preview')}</Button>
        <Button onClick={onDiscard}>{t('换个文件', 'Another file')}</Button>
      </div>
    </form>
  );
}
