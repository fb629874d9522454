import { words, type Words } from '../words.ts';

const reasons = {
  'file.empty': words('文件是空的，没有任何数据。请重新导出后再上传。', 'The file is empty. Export it again and upload it again.'),
  'file.truncated': words('文件不完整（可能下载或上传中断）。请重新下载原文件，确认能打开后再上传。', 'The file is cut off. Download it again, check that it opens, then upload it again.'),
  'file.not-a-table': words('文件内容不是表格。请上传平台导出的 csv、xlsx 或 zip 原文件。', 'The file does not hold a table. Upload the csv, xlsx or zip as it was exported.'),
  'file.encoding': words('无法识别文件的文字编码。请用 Excel 或 WPS 打开后另存为“CSV UTF-8”或 xlsx 再上传。', 'The text encoding cannot be told. Open the file in Excel or WPS and save it as "CSV UTF-8" or xlsx.'),
  'file.bomb': words('压缩包解压后体积异常，已停止读取。请上传平台导出的原文件，或解压后只上传其中的表格。', 'The archive unpacks to far more than it should; reading was stopped. Upload the exported file itself, or only the table inside.'),
  'file.too-large': words('文件太大。请缩短导出的时间范围，分几次导出，或另存为 csv 再上传。', 'The file is too large. Export a shorter period, several files, or save it as csv.'),
  'file.encrypted': words('文件有密码保护。请先用密码打开，另存为没有密码的文件（或先解压）再上传。', 'The file is protected by a password. Open or unpack it first and upload it without a password.'),
  'file.unknown-format': words('不支持这种文件类型。请上传 csv、xlsx，或装有它们的 zip。', 'This kind of file is not supported. Upload csv, xlsx, or a zip that holds them.'),
  'file.unsafe': words('文件里有不安全的内容，已拒绝读取。请上传平台导出的原文件。', 'The file holds unsafe content and was refused. Upload the exported file itself.'),
  'file.too-slow': words('读取文件用时过长，已停止。请缩短导出的时间范围或另存为 csv 再上传。', 'Reading the file took too long and was stopped. Export a shorter period or save it as csv.'),
  'file.no-such-table': words('文件里没有指定的表格。请重新选择工作表。', 'The file does not have the chosen table. Choose the sheet again.'),
} as const satisfies Record<string, Words>;

export type FileRefusalCode = keyof typeof reasons;

/**
 * Why an uploaded file is not read. `code` is stable, `words` says what happened and what to do next, `detail` (where there
 * is one) which part of the file is meant.
 */
export class FileRefused extends Error {
  readonly code: FileRefusalCode;
  readonly words: Words;
  readonly detail: Words | null;

  constructor(code: FileRefusalCode, detail: Words | null = null, cause?: unknown) {
    super(`${code}: ${reasons[code].en}${detail ? ` (${detail.en})` : ''}`, cause === undefined ? undefined : { cause });
    this.name = 'FileRefused';
    this.code = code;
    this.detail = detail;
    this.words = detail ? words(`${reasons[code].zh}（${detail.zh}）`, `${reasons[code].en} (${detail.en})`) : reasons[code];
  }
}
