import { Tag } from 'antd';
import { words, type Words } from '../../../../src/kernel/words.ts';
import { useTw } from '../../../ui/language.tsx';

export const productStateWords: Record<'draft' | 'active' | 'retired', Words> = {
  draft: words('草稿', 'Draft'), active: words('在用', 'In use'), retired: words('停用', 'Retired'),
};

export function ProductState({ state }: { state: keyof typeof productStateWords }) {
  const tw = useTw();
  return <Tag>{tw(productStateWords[state])}</Tag>;
}

/** What a listing still lacks (clause 4.1.2). */
export const missingWords: Record<string, Words> = {
  title: words('标题', 'title'), pictures: words('图片', 'pictures'), description: words('详情', 'description'), price: words('售价', 'prices'), stock: words('库存', 'stock'),
  barcode: words('条码', 'barcodes'), attributes: words('类目与品牌', 'category and brand'),
};

export const priceWords: Record<'price' | 'floor' | 'cost', Words> = { price: words('售价', 'Price'), floor: words('最低售价', 'Floor'), cost: words('成本', 'Cost') };
