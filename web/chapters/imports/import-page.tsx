import { Button } from 'antd';
import { useNavigate } from '@tanstack/react-router';
import { commit, listKinds } from '../../../src/kernel/imports/contract.ts';
import { ImportWizard } from '../../ui/import/import-wizard.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { useRefused } from '../../ui/rights.ts';
import { useRead } from '../../ui/use-api.ts';
import { Page } from '../../shell/page.tsx';
import { importApi } from './binding.ts';

/** Drop files of any known kind. */
export default function ImportPage() {
  const { t, tw } = useLanguage();
  const navigate = useNavigate();
  // All steps of an import are one right.
  const refused = useRefused(commit);
  const kinds = useRead(listKinds, {});
  const mine = (kinds.data?.rows ?? []).map((k) => tw(k.title));
  const others = (kinds.data?.others ?? []).map((k) => t(`${tw(k.title)}（${k.posts.map(tw).join('、')}）`, `${tw(k.title)} (${k.posts.map(tw).join(', ')})`));
  const templates = (kinds.data?.rows ?? []).flatMap((k) => k.templates.map((kind) => ({ kind, title: k.formats.find((f) => f.kind === kind)?.title ?? k.title })));
  return (
    <Page title={t('导入', 'Import')} read={kinds} primary={<><Button href="/imports/runs">{t('导入记录', 'Imports so far')}</Button> <Button href="/imports/quarantine">{t('待处理的行', 'Rows to mend')}</Button></>} rule={['2.3.1', '6.1.2', '5.2.2']}>
      <ImportWizard refused={refused} api={importApi} accept=".csv,.xlsx,.xls,.zip,.txt,.tsv" onOpened={(id) => void navigate({ to: `/imports/${id}` as never })}
        hint={mine.length === 0 ? t('csv、xlsx、zip，可同时放多个', 'csv, xlsx, zip; several at once') : t(`您可以导入：${mine.join('、')}（csv、xlsx、zip，可同时放多个）`, `You may import: ${mine.join(', ')} (csv, xlsx, zip; several at once)`)}
        help={others.length === 0 ? '' : t(`由其他岗位导入：${others.join('；')}`, `Imported by other posts: ${others.join('; ')}`)} />
      {templates.length > 0 && (
        <p className="dz-2" style={{ margin: '12px 0' }}>{t('没有平台文件？下载模板：', 'No exported file? Take a template: ')}
          {templates.map((x) => <span key={x.kind} className="dz-templates" style={{ marginRight: 12 }}>{tw(x.title)} <a href={`/api/imports/templates/${x.kind}?as=xlsx`} download>xlsx</a> · <a href={`/api/imports/templates/${x.kind}?as=csv`} download>csv</a></span>)}</p>
      )}
    </Page>
  );
}
