import { useNavigate, useParams } from '@tanstack/react-router';
import { commit, readRun } from '../../../src/kernel/imports/contract.ts';
import { ImportWizard } from '../../ui/import/import-wizard.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { useRefused } from '../../ui/rights.ts';
import { useRead } from '../../ui/use-api.ts';
import { Page } from '../../shell/page.tsx';
import { importApi } from './binding.ts';
import { TakeBack } from './take-back.tsx';
import { RunState } from './run-state.tsx';

const resultOf = (kinds: readonly string[]): string =>
  kinds.some((k) => k.endsWith('-orders') || k === 'taobao-items') ? '/sales/orders' : kinds.includes('products') ? '/operations/products' : kinds.includes('stock-count') ? '/logistics/counts'
    : kinds.some((k) => k.startsWith('lead')) ? '/sales/leads' : kinds.includes('tracking') ? '/logistics/parcels' : '/finance/receipts';

/** One import, taken up where it stands: it goes on when this page is closed. */
export default function OneImport() {
  const { t } = useLanguage();
  const { id } = useParams({ strict: false }) as { id: string };
  const navigate = useNavigate();
  // All steps of an import are one right.
  const refused = useRefused(commit);
  const run = useRead(readRun, { params: { id } }, { topics: ['imports'] });
  return (
    <Page title={t('导入', 'Import')} read={run} {...(run.data ? { number: run.data.runNo, state: <RunState state={run.data.state} /> } : {})}>
      <ImportWizard refused={refused} key={id} api={importApi} start={id} accept=".csv,.xlsx,.xls,.zip,.txt,.tsv" hint={t('把文件拖到这里', 'Drop files here')} resultHref={resultOf(run.data?.kinds ?? [])}
        badHref={(runId) => `/imports/quarantine?run=${runId}`} onAgain={() => void navigate({ to: '/imports' as never })}
        after={(reload) => run.data && <TakeBack run={run.data} onDone={reload} />} />
    </Page>
  );
}
