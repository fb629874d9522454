import { useRef, useState, type DragEvent } from 'react';
import { App, Image } from 'antd';
import { ArrowLeftOutlined, DeleteOutlined, UploadOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { arrangePictures, type readProduct } from '../../../../src/registers/products/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { LeadingButton, useActProblem } from '../../../ui/act-button.tsx';
import { useT } from '../../../ui/language.tsx';
import { uploadFiles } from '../../../ui/upload.ts';
import { useAct } from '../../../ui/use-api.ts';

/** Pictures of a product: dropped or chosen, the first is the main one; order and removal by button. */
export function Pictures({ product }: { product: Answer<typeof readProduct> }) {
  const t = useT();
  const { message } = App.useApp();
  const client = useQueryClient();
  const problem = useActProblem();
  const arrange = useAct(arrangePictures);
  const chooser = useRef<HTMLInputElement>(null);
  const [share, setShare] = useState<number | null>(null);
  const [over, setOver] = useState(false);
  const send = async (files: readonly File[]) => {
    if (files.length === 0) return;
    setShare(0);
    try {
      await uploadFiles(`/products/${product.id}/pictures`, files, setShare);
      await client.invalidateQueries();
      void message.success(t('图片已上传', 'Pictures added'));
    } catch (error) {
      problem(error);
    } finally {
      setShare(null);
    }
  };
  const set = (pictures: string[]) => arrange.run({ params: { id: product.id }, body: { version: product.version, pictures } }).catch(problem);
  const drop = (e: DragEvent) => {
    e.preventDefault();
    setOver(false);
    void send([...e.dataTransfer.files]);
  };
  return (
    <section className={over ? 'dz-card pi-box pi-over' : 'dz-card pi-box'} onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop} aria-label={t('商品图片', 'Pictures')}>
      <h2>{t('图片', 'Pictures')}<span className="dz-2">{product.pictures.length}</span><span className="dz-grow" />
        <input ref={chooser} type="file" multiple accept="image/jpeg,image/png,image/webp" hidden aria-label={t('选择图片', 'Choose pictures')} onChange={(e) => { void send([...(e.target.files ?? [])]); e.target.value = ''; }} />
        <LeadingButton leadsTo={arrangePictures} size="small" icon={<UploadOutlined />} loading={share !== null} onClick={() => chooser.current?.click()}>{share !== null ? `${Math.round(share * 100)}%` : t('上传图片', 'Add pictures')}</LeadingButton></h2>
      {product.pictures.length === 0 ? <p className="dz-2">{t('把 JPG、PNG 或 WebP 图片拖到这里，每张不超过 10 MB。没有图片不能上架。', 'Drop JPG, PNG or WebP here, at most 10 MB each. Without a picture it cannot be listed.')}</p> : (
        <Image.PreviewGroup>
          <ul className="pi-list">{product.pictures.map((id, i) => (
            <li key={id}>
              <Image src={`/api/product-pictures/${id}`} alt={t(`${product.title} 图 ${i + 1}`, `${product.title}, picture ${i + 1}`)} width={112} height={112} className="pi-image" />
              <span className="dz-row pi-acts">{i === 0 ? <small className="dz-2">{t('主图', 'Main')}</small> : <LeadingButton leadsTo={arrangePictures} size="small" type="text" icon={<ArrowLeftOutlined />} aria-label={t(`图 ${i + 1} 前移`, `Move picture ${i + 1} forward`)} onClick={() => void set(product.pictures.with(i, product.pictures[i - 1]!).with(i - 1, id))} />}
                <LeadingButton leadsTo={arrangePictures} size="small" type="text" icon={<DeleteOutlined />} aria-label={t(`移除图 ${i + 1}`, `Remove picture ${i + 1}`)} onClick={() => void set(product.pictures.filter((p) => p !== id))} /></span>
            </li>
          ))}</ul>
        </Image.PreviewGroup>
      )}
    </section>
  );
}
