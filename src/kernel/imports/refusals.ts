import { FileRefused } from '../files/refused.ts';
import { Refusal, refusals } from '../refusal.ts';
import { words } from '../words.ts';

export const importNo = refusals('imports', {
  'file-refused': {
    status: 422, title: words('文件无法读取', 'The file cannot be read'),
    next: words('请按说明更换文件后重新上传；本次没有改动任何数据。', 'Change the file as described and upload it again; nothing was changed.'),
  },
  'not-recognised': {
    status: 422, title: words('没有认出这种文件', 'This kind of file is not known'),
    next: words('请确认是平台导出的原文件，或下载本系统的模板填写。', 'Check that it is the exported file, or fill in our template.'),
  },
  'column-missing': {
    status: 422, title: words('缺少关键列', 'A key column is missing'),
    next: words('请为缺少的列指定文件中的对应列。', 'Say which column of the file each missing one is.'),
  },
  'mixed-kinds': {
    status: 422, title: words('这些文件不能一起导入', 'These files do not belong together'),
    next: words('请分开导入；订单表可以和它的宝贝明细表一起导入。', 'Import them one by one; an order list may come with its item list.'),
  },
  'setting-missing': {
    status: 422, title: words('还缺少选择', 'A choice is missing'),
    next: words('请选择店铺、仓库或收款账户后再导入。', 'Choose the store, warehouse or payment account first.'),
  },
  'wrong-state': {
    status: 409, title: words('导入目前不能执行此操作', 'The import cannot do this now'),
    next: words('请刷新查看导入的当前进度。', 'Reload to see how far the import is.'),
  },
});

export const fileRefusal = (error: FileRefused, name: string): Refusal =>
  new Refusal({ ...importNo['file-refused'], code: `imports.${error.code}` }, words(`${name}：${error.words.zh}`, `${name}: ${error.words.en}`), { file: name });
