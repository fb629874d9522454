import { useState } from 'react';
import { Button } from 'antd';
import { firstSteps } from '../../../src/app/contract.ts';
import { posts } from '../../../src/kernel/posts.ts';
import { words } from '../../../src/kernel/words.ts';
import { useLanguage } from '../../ui/language.tsx';
import { useRead } from '../../ui/use-api.ts';
import { usePerson } from '../session.tsx';

const steps = {
  teams: { title: words('建团队', 'Make teams'), why: words('店铺和员工归属团队，才看得到各自的订单', 'stores and staff belong to one, and see their orders by it'), href: '/settings/teams' },
  staff: { title: words('添加员工并分配岗位', 'Add staff and give them posts'), why: words('规章的每项责任落到岗位', 'every duty of the rulebook is a post’s'), href: '/settings/staff' },
  warehouses: { title: words('登记仓库', 'Enter a warehouse'), why: words('库存和发货都在仓库里', 'stock and shipping happen there'), href: '/settings/warehouses' },
  stores: { title: words('登记店铺，选团队和默认仓库', 'Enter a store with its team and warehouse'), why: words('导入的订单归到店铺', 'imported orders belong to one'), href: '/settings/stores' },
  accounts: { title: words('登记收款账户', 'Enter a payment account'), why: words('账单导入后与订单核对', 'bills are matched against orders'), href: '/finance/accounts' },
  carriers: { title: words('登记承运商与运价', 'Enter carriers and rates'), why: words('发货时按规则选快递', 'one is chosen by rule when shipping'), href: '/logistics/carriers' },
  products: { title: words('导入商品', 'Import products'), why: words('订单按商家编码找到商品', 'orders find their articles by code'), href: '/imports' },
  stock: { title: words('导入期初盘点', 'Import the first stock count'), why: words('首次盘点记作期初库存', 'it counts as the stock of the beginning'), href: '/imports' },
  orders: { title: words('导入第一份订单', 'Import the first orders'), why: words('从这里开始：审单、发货、对账', 'review, shipping and matching begin here'), href: '/imports' },
} as const;

const KEY = 'dz.first-steps.later';

/** What a new company still needs, for those who set it up; gone when everything is there, or put off on this device. */
export function FirstSteps() {
  const { t, tw } = useLanguage();
  const person = usePerson();
  const [later, setLater] = useState(() => localStorage.getItem(KEY) !== null);
  const sees = person.posts.some((p) => p === 'administrator' || p === 'department-head' || p === 'general-manager');
  const found = useRead(firstSteps, {}, { enabled: sees && !later, topics: ['company', 'products', 'sales', 'finance', 'logistics'] });
  const list = found.data?.steps ?? [];
  const vacant = found.data?.vacant ?? [];
  if (!sees || later || list.length === 0 || list.every((s) => s.done)) return null;
  const next = list.find((s) => !s.done)!;
  return (
    <section className="dz-steps" aria-label={t('开始使用', 'First steps')}>
      <h2>{t('开始使用', 'First steps')}<span className="dz-2">{t(`已完成 ${list.filter((s) => s.done).length} / ${list.length}`, `${list.filter((s) => s.done).length} of ${list.length} done`)}</span>
        <Button size="small" type="text" onClick={() => { localStorage.setItem(KEY, '1'); setLater(true); }}>{t('以后再说', 'Not now')}</Button></h2>
      <ol>{list.map((s) => (
        <li key={s.key} className={s.done ? 'dz-step-done' : s.key === next.key ? 'dz-step-next' : undefined}>
          <span aria-hidden>{s.done ? '✓' : '○'}</span>
          <a href={steps[s.key].href}>{tw(steps[s.key].title)}</a>
          {s.done ? <span className="dz-sr">{t('已完成', 'done')}</span> : <small className="dz-2">{s.key === 'staff' && vacant.length > 0 ? t(`有事要办却没有人担任：${vacant.map((p) => posts[p].zh).join('、')}`, `They owe something and nobody holds them: ${vacant.map((p) => posts[p].en).join(', ')}`) : tw(steps[s.key].why)}</small>}
        </li>
      ))}</ol>
    </section>
  );
}
