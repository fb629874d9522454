import { assignCorrective } from '../../../src/regulation/corrective/contract.ts';
import { StaffSelect } from '../../chapters/settings/staff/pick.tsx';
import { EditorForm, Field } from '../../ui/editor-form.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { useAct } from '../../ui/use-api.ts';

/** Who sees it through: it stands in his work list from now on. */
export function AssignForm({ id, version, owner, onDone }: { id: string; version: number; owner: { id: string; name: string } | null; onDone: () => void }) {
  const { t } = useLanguage();
  const assign = useAct(assignCorrective);
  return (
    <EditorForm act={assign} schema={assignCorrective.body!} initial={{ version, ...(owner ? { staffId: owner.id } : {}) }} saveLabel={t('指派', 'Assign')}
      onSave={async (body) => {
        await assign.run({ params: { id }, body });
        onDone();
      }}>
      <Field name="staffId" label={t('责任人', 'Owner')}><StaffSelect known={owner} /></Field>
    </EditorForm>
  );
}
