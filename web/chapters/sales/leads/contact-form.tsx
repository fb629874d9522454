import { useState } from 'react';
import { Button, Checkbox, Input, Radio, Select } from 'antd';
import { contactChannelWords, contactChannels, listGreetings, recordContactAct } from '../../../../src/chapters/sales/leads/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { InstantInput } from '../../../ui/instant-input.tsx';

type Channel = (typeof contactChannels)[number];

/** What was said, in the order in which one remembers it after hanging up (clause 2.1.3): reached or not, words, need, what next. */
export function ContactForm({ leadId, onDone }: { leadId: string; onDone?: () => void }) {
  const { t, tw } = useLanguage();
  const record = useAct(recordContactAct);
  const [channel, setChannel] = useState<Channel>('phone');
  const [reached, setReached] = useState(true);
  const [words, setWords] = useState('');
  const [need, setNeed] = useState('');
  const [nextStep, setNextStep] = useState('');
  const [nextAt, setNextAt] = useState<number | undefined>(undefined);
  const [greeting, setGreeting] = useState<string | null>(null);
  const [withGreeting, setWithGreeting] = useState(false);
  const greetings = useRead(listGreetings, { query: { active: 'true' } }, { enabled: withGreeting });
  const fit = (greetings.data?.rows ?? []).filter((g) => g.channel === null || g.channel === channel);
  const shown = fit.find((g) => g.id === greeting);
  const send = () => record.run({ params: { id: leadId }, body: {
    channel, reached, words: words.trim(), ...(need.trim() ? { need: need.trim() } : {}), ...(nextStep.trim() ? { nextStep: nextStep.trim() } : {}), ...(nextAt ? { nextAt } : {}), ...(greeting ? { greetingId: greeting } : {}),
  } });
  const clear = () => {
    setWords('');
    setNeed('');
    setNextStep('');
    setNextAt(undefined);
    onDone?.();
  };
  return (
    <form className="lead-contact" aria-label={t('登记联系', 'Record a contact')} onSubmit={(e) => e.preventDefault()}>
      <div className="dz-row" style={{ flexWrap: 'wrap' }}>
        <Select value={channel} onChange={setChannel} aria-label={t('渠道', 'Channel')} style={{ width: 112 }} options={contactChannels.map((c) => ({ value: c, label: tw(contactChannelWords[c]) }))} />
        <Radio.Group value={reached} onChange={(e) => setReached(e.target.value as boolean)} optionType="button" options={[{ value: true, label: t('联系上了', 'Reached') }, { value: false, label: t('没联系上', 'Not reached') }]} />
        <Checkbox checked={withGreeting} onChange={(e) => setWithGreeting(e.target.checked)}>{t('用话术', 'With a greeting')}</Checkbox>
      </div>
      {withGreeting && (
        <div className="lead-greeting">
          <Select value={greeting} onChange={(id: string | undefined) => setGreeting(id ?? null)} allowClear loading={greetings.isPending} placeholder={t('选择话术', 'Choose a greeting')} aria-label={t('话术', 'Greeting')} options={fit.map((g) => ({ value: g.id, label: g.title }))} style={{ width: '100%' }}
            notFoundContent={<span className="dz-2">{t('还没有话术', 'No greetings yet')} <a href="/sales/greetings">{t('去添加', 'Add one')}</a></span>} />
          {shown && <blockquote>{shown.body}</blockquote>}
        </div>
      )}
      <Input.TextArea value={words} onChange={(e) => setWords(e.target.value)} maxLength={2_000} rows={2} aria-label={t('沟通内容', 'What was said')} placeholder={reached ? t('沟通内容：客户怎么说', 'What the customer said') : t('情况：无人接听、关机、改约…', 'No answer, switched off, call later…')} />
      {reached && <Input.TextArea value={need} onChange={(e) => setNeed(e.target.value)} maxLength={2_000} rows={1} aria-label={t('客户需求', 'Need')} placeholder={t('客户需求（品类、数量、预算、时间）', 'What is needed: kind, quantity, budget, time')} />}
      <div className="lead-next">
        <Input value={nextStep} onChange={(e) => setNextStep(e.target.value)} maxLength={200} aria-label={t('下一步', 'Next step')} placeholder={t('下一步，如：周五前发报价', 'Next step, such as: quote by Friday')} />
        <InstantInput {...(nextAt === undefined ? {} : { value: nextAt })} onChange={setNextAt} />
      </div>
      <div className="dz-row">
        {words.trim().length >= 2
          ? <ActButton act={record} primary label={t('登记联系', 'Record the contact')} run={send} done={nextAt ? t('已登记，下一步已列入待办', 'Recorded; the next step is in the work list') : t('已登记', 'Recorded')} onDone={clear} />
          : <Button type="primary" disabled>{t('登记联系', 'Record the contact')}</Button>}
      </div>
    </form>
  );
}
