import { useRef, useState } from 'react';
import { Button, Input } from 'antd';
import { readReceiver } from '../../../../../src/chapters/sales/contract.ts';
import { words } from '../../../../../src/kernel/words.ts';
import { call } from '../../../../ui/api.ts';
import { useLanguage } from '../../../../ui/language.tsx';
import { ProblemNote } from '../../../../ui/problem.tsx';
import type { EntryReceiver } from './entry-order.ts';

export const receiverParts = [
  ['name', words('收货人', 'Name')], ['phone', words('电话', 'Phone')], ['province', words('省', 'Province')], ['city', words('市', 'City')], ['district', words('区县', 'District')], ['detail', words('详细地址', 'Street')],
] as const;

/** The parts of a receiver; a text pasted as one is taken apart into them. What the text does not tell is marked and asked for. */
export function ReceiverFields({ receiver, onReceiver }: { receiver: EntryReceiver; onReceiver: (receiver: EntryReceiver) => void }) {
  const { t, tw } = useLanguage();
  const [pasted, setPasted] = useState('');
  const [missing, setMissing] = useState<readonly string[]>([]);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const asked = useRef(0);
  const take = async (text: string) => {
    if (text.trim() === '') return;
    const turn = (asked.current += 1);
    setBusy(true);
    setProblem(null);
    try {
      const { missing: gaps, postcode: _, ...parts } = await call(readReceiver, { body: { text: text.trim() } });
      if (turn !== asked.current) return;
      // What was typed before stays where the text says nothing.
      onReceiver(Object.fromEntries(receiverParts.map(([part]) => [part, parts[part] ?? receiver[part]])) as unknown as EntryReceiver);
      setMissing(gaps.filter((part) => receiver[part] === ''));
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <div className="oe-paste">
        <Input.TextArea value={pasted} maxLength={1000} rows={2} aria-label={t('粘贴收货信息', 'Paste the receiver')}
          placeholder={t('粘贴整段收货信息，自动拆成下面各项（回车识别）', 'Paste the whole receiver; it is taken apart below (Enter)')}
          onChange={(e) => setPasted(e.target.value)} onPaste={(e) => { const text = e.clipboardData.getData('text'); if (pasted === '') void take(text); }}
          onKeyDown={(e) => { if (e.key === 'Enter' && !e.shiftKey && !e.ctrlKey && !e.metaKey && !e.nativeEvent.isComposing) { e.preventDefault(); void take(pasted); } }} />
        <Button loading={busy} onClick={() => void take(pasted)}>{t('识别', 'Read it')}</Button>
      </div>
      {problem !== null && <ProblemNote small error={problem} />}
      <div className="oe-receiver">
        {receiverParts.map(([part, label]) => (
          <label key={part} className={`oe-field oe-${part}`}>
            <span>{tw(label)}{missing.includes(part) && receiver[part] === '' && <em className="dz-soon">{t('没有识别到，请补上', 'not found; please add it')}</em>}</span>
            <Input value={receiver[part]} status={missing.includes(part) && receiver[part] === '' ? 'warning' : ''} maxLength={part === 'detail' ? 300 : 40} inputMode={part === 'phone' ? 'tel' : 'text'} autoComplete="off"
              onChange={(e) => onReceiver({ ...receiver, [part]: e.target.value })} />
          </label>
        ))}
      </div>
    </>
  );
}
