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
  'setting-unknown': {
    status: 422, title: words('选择无效', 'The choice is not valid'),
    next: words('请从列出的店铺、仓库或收款账户中选择。', 'Choose one of the listed stores, warehouses or payment accounts.'),
  },
  'other-kind': {
    status: 422, title: words('文件不是所选的种类', 'The file is of another kind'),
    next: words('请按文件的实际种类导入，或换成正确的文件。', 'Import it as what it is, or take the right file.'),
  },
  'no-file': {
    status: 422, title: words('没有收到文件', 'No file was received'),
    next: words('请选择平台导出的 csv、xlsx 或 zip 文件后上传。', 'Choose a csv, xlsx or zip file as it was exported.'),
  },
  'file-gone': {
    status: 409, title: words('原文件已不在服务器上', 'The source file is gone'),
    next: words('请重新上传同一文件；已导入的行不会重复。', 'Upload the same file again; rows that were imported are not taken twice.'),
  },
  'quota': {
    status: 429, title: words('今天上传的文件总量已达上限', 'The amount of files for one day is used up'),
    next: words('请明天再上传，或合并后重试。', 'Upload the rest tomorrow.'),
  },
  'row-settled': {
    status: 409, title: words('这一行已处理', 'The row has been dealt with'),
    next: words('请刷新待处理列表。', 'Reload the list.'),
  },
  'row-empty': {
    status: 422, title: words('这一行没有可导入的内容', 'Nothing in this row can be imported'),
    next: words('请填写内容，或将这一行标为不再处理。', 'Fill it in, or dismiss the row.'),
  },
  'wrong-state': {
    status: 409, title: words('导入目前不能执行此操作', 'The import cannot do this now'),
    next: words('请刷新查看导入的当前进度。', 'Reload to see how far the import is.'),
  },
  'not-reconciled': {
    status: 409, title: words('文件的合计与各行不一致', 'The totals of the file disagree with its rows'),
    next: words('请核对原文件或重新导出；确要导入时写明原因（命令行用 --accept-difference 原因）。', 'Check the file or export it again; to import it all the same, write down why (on the command line: --accept-difference REASON).'),
  },
  'stands-against': {
    status: 409, title: words('整个文件都不能导入', 'Nothing of this file can be imported'),
    next: words('请按说明处理，然后重新预览。', 'Put it right as described, then look at the preview again.'),
  },
  'stopped': {
    status: 409, title: words('导入没有完成', 'The import did not finish'),
    next: words('已导入的部分有效；请按说明处理后在“导入”页面继续。', 'What was imported counts; mend the cause and go on in the page of imports.'),
  },
  'run-unknown': {
    status: 404, title: words('没有这次导入', 'No such import'),
    next: words('请在「导入」页面核对编号，形如 IM-20261127-0003。', 'Check the number on the page of imports; it looks like IM-20261127-0003.'),
  },
  'not-undoable': {
    status: 409, title: words('这种导入不能撤回', 'This kind of import cannot be taken back'),
    next: words('请按说明更正。', 'Put it right as described.'),
  },
  'undo-of-others': {
    status: 409, title: words('这次导入里有别的团队的记录', 'Other teams have records in this import'),
    next: words('一次导入只能整体撤回：请由能看到全部团队的岗位（如部门经理）撤回，或逐单取消本团队的订单。', 'An import is taken back as a whole: ask a post that sees all teams (the department head), or cancel the orders of your own team one by one.'),
  },
  'nothing-to-undo': {
    status: 409, title: words('没有可以撤回的记录', 'There is nothing to take back'),
    next: words('已往下走的订单请逐单处理：取消、退货或联系仓库。', 'Deal with orders that have gone on one by one: cancel them, take them back, or ask the warehouse.'),
  },
  'nothing-to-retry': {
    status: 409, title: words('没有可以重试的行', 'There is no row to try again'),
    next: words('读不出内容的行需要逐行修改。', 'Rows that could not be read have to be mended one by one.'),
  },
});

export const fileRefusal = (error: FileRefused, name: string): Refusal =>
  new Refusal({ ...importNo['file-refused'], code: `imports.${error.code.replace('.', '-')}` }, words(`${name}：${error.words.zh}`, `${name}: ${error.words.en}`), { file: name });
