import { words } from '../../words.ts';
import { DatabaseProblem } from '../errors.ts';

export const damaged = (cluster: string, what: string): DatabaseProblem => new DatabaseProblem('embedded.damaged', words(
  `数据目录 ${cluster} 已损坏(${what}),没有改动它。请先完整复制该目录留存;然后把它改名,再用最近一次备份恢复到新的数据目录。`,
  `The data directory ${cluster} is damaged (${what}); nothing in it was changed. Keep a full copy of it; then rename it and restore the latest backup into a new data directory.`,
));

export const diskFull = (folder: string, cause?: unknown): DatabaseProblem => new DatabaseProblem('embedded.disk-full', words(
  `磁盘空间不足,数据库无法启动(${folder})。请清理磁盘或扩容后再启动;已保存的数据没有损失。`,
  `The disk is full and the database cannot start (${folder}). Free some space and start again; nothing that was saved is lost.`,
), { cause });

export const inUse = (cluster: string, pid: number): DatabaseProblem => new DatabaseProblem('embedded.in-use', words(
  `数据目录 ${cluster} 正被另一个进程使用(进程号 ${pid}),且无法接入它。请先停止该进程,或换一个数据目录。`,
  `The data directory ${cluster} is in use by another process (pid ${pid}) that cannot be joined. Stop that process or choose another data directory.`,
));

export const didNotStart = (cluster: string, output: string, logFile: string): DatabaseProblem => new DatabaseProblem('embedded.start', words(
  `数据库没有启动成功(${cluster}):\n${output}\n完整日志见 ${logFile}。`,
  `The database did not start (${cluster}):\n${output}\nThe full log is ${logFile}.`,
));

export const unwritable = (folder: string, cause: unknown): DatabaseProblem => new DatabaseProblem('embedded.unwritable', words(
  `没有权限写入数据目录 ${folder}。请更换目录,或把目录交给运行本程序的用户。`,
  `The data directory ${folder} cannot be written to. Choose another, or give it to the user who runs this program.`,
), { cause });
