import { Button } from 'antd';
import { EmptyState } from '../ui/empty-state.tsx';
import { useT } from '../ui/language.tsx';
import { Page } from './page.tsx';

export function NotFoundPage() {
  const t = useT();
  return (
    <Page title={t('没有这个页面', 'No such page')}>
      <EmptyState title={t('地址可能写错，或页面已经移走。', 'The address may be wrong, or the page has moved.')} hint={t('按 Ctrl K 可以按单号、姓名或条款查找。', 'Press Ctrl K to search by number, name or clause.')} act={<Button href="/">{t('回到我的工作', 'Back to my work')}</Button>} />
    </Page>
  );
}
