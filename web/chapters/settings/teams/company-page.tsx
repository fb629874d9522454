import { App, Input } from 'antd';
import { z } from 'zod';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { changeCompany, readCompany } from '../../../../src/registers/company/places/contract.ts';
import { Page } from '../../../shell/page.tsx';
import { EditorForm, Field } from '../../../ui/editor-form.tsx';
import { useT } from '../../../ui/language.tsx';
import { RecordOf } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { PostPicker } from '../staff/pick.tsx';

const shape = z.strictObject({ name: changeCompany.body!.shape.name.unwrap(), secondFactorPosts: changeCompany.body!.shape.secondFactorPosts.unwrap() });

/** What is said once about the company. */
export default function CompanyPage() {
  return <RecordOf read={useRead(readCompany, {}, { topics: ['company'] })}>{(company) => <CompanyForm key={company.version} company={company} />}</RecordOf>;
}

function CompanyForm({ company }: { company: Answer<typeof readCompany> }) {
  const t = useT();
  const { message } = App.useApp();
  const change = useAct(changeCompany);
  return (
    <Page title={t('公司', 'Company')}>
      <section className="dz-card" style={{ maxWidth: 640 }}>
        <EditorForm act={change} schema={shape} initial={{ name: company.name, secondFactorPosts: company.secondFactorPosts }} onSave={async (body) => {
          await change.run({ body: { version: company.version, ...body } });
          void message.success(t('已保存', 'Saved'));
        }}>
          <Field name="name" label={t('公司名称', 'Name')}><Input /></Field>
          <Field name="secondFactorPosts" label={t('须用动态验证码的岗位', 'Posts that need an authenticator')} hint={t('担任这些岗位的人登录时除密码外还须输入手机验证码', 'Their holders sign in with a code from their phone besides the password')}><PostPicker /></Field>
        </EditorForm>
      </section>
    </Page>
  );
}
