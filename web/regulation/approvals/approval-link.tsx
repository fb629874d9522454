import { useEffect } from 'react';
import { useParams, useRouter } from '@tanstack/react-router';
import { openApprovalLink } from '../../../src/regulation/approvals/contract.ts';
import { Page } from '../../shell/page.tsx';
import { useT } from '../../ui/language.tsx';
import { ProblemNote } from '../../ui/problem.tsx';
import { BlockSkeleton } from '../../ui/skeletons.tsx';
import { useRead } from '../../ui/use-api.ts';

/** From a link in a mail: the frame has asked to sign in; the server says which approval it names, if it concerns this person. */
export default function ApprovalLink() {
  const { token = '' } = useParams({ strict: false });
  const t = useT();
  const router = useRouter();
  const read = useRead(openApprovalLink, { params: { token } });
  const id = read.data?.id;
  useEffect(() => {
    if (id) router.history.replace(`/approvals/${id}`);
  }, [id, router]);
  return <Page title={t('审批', 'Approval')}>{read.error ? <ProblemNote error={read.error} /> : <BlockSkeleton lines={6} />}</Page>;
}
