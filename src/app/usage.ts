/** A wrong call of the command line: printed with the usage, exit status 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export const USAGE = `店章 Dianzhang — 按章程运行的电商销售部门 · a sales department that runs by its rulebook

用法 · usage:
  dianzhang start [--demo] [--demo-months N]       启动服务 · start the server (with the demo company: of 90 days, or of N months)
  dianzhang import KIND FILE… [--store S] [--warehouse W] [--account A] [--accept-difference REASON] [--dry-run] [--json]
                                                   导入文件 · import files
                                                   文件被拒绝、合计不符或全部行待处理时以 1 结束 · ends with 1 when refused, unreconciled, or when every row waits
  dianzhang import undo RUN --reason R [--with-later] [--dry-run] [--json]
                                                   撤回一次导入 · take an import back, by its number
  dianzhang clock FILE.json | -                    计算时限 · due times by calendar (engine.md §3)
  dianzhang mine LOG [--case COL] [--activity COL] [--time COL] [--start COL] [--resource COL] [--lifecycle FILE.json] [--pairs]
                 [--delimiter D] [--encoding E] [--zone Z] [--date-order dmy|mdy] [--json]
                                                   事件日志的流程数字与相符度 · figures and conformance of a log (csv, xes, gz)
  dianzhang backup FILE [--verbose]                备份 · consistent backup of the database and files
  dianzhang restore FILE [--verbose]               恢复到空库 · restore into an empty installation
  dianzhang verify FILE [--anchors FILE|DIR] [--json]
                                                   离线核对证据包或导出 · check a packet or an export offline
  dianzhang evidence export FILE                   导出全部事实与证明 · export all facts with their proofs
  dianzhang token NAME --as LOGIN [--scopes read,write,import]
                                                   生成接口令牌 · make an API token, printed once
  dianzhang doctor                                 检查安装 · check the installation
  dianzhang help [settings]                        帮助 · this page, or the table of settings

导入种类 · import kinds:
  taobao-orders taobao-items douyin-orders pdd-orders jd-orders generic-orders
  alipay-trade alipay-fund wechat-trade wechat-fund products stock-count stock-keeping
  store-safety count-sheets gift-rules tracking
  leads lead-messages reviews price-lists product-sheets
`;

/** Options and words of a command. Unknown options are refused by name; `--` ends the options. */
export function parseArguments(args: readonly string[], known: { flags?: readonly string[]; values?: readonly string[] }): {
  words: string[]; flags: ReadonlySet<string>; values: ReadonlyMap<string, string>;
} {
  const words: string[] = [];
  const flags = new Set<string>();
  const values = new Map<string, string>();
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i]!;
    if (arg === '--') {
      words.push(...args.slice(i + 1));
      break;
    }
    if (!arg.startsWith('--')) {
      words.push(arg);
      continue;
    }
    const [name, inline] = [arg.slice(2).split('=', 1)[0]!, arg.includes('=') ? arg.slice(arg.indexOf('=') + 1) : null];
    if (known.flags?.includes(name) && inline === null) flags.add(name);
    else if (known.values?.includes(name)) {
      const value = inline ?? args[(i += 1)];
      if (value === undefined || value === '') throw new UsageError(`--${name} 需要一个值 · --${name} takes a value`);
      if (values.has(name)) throw new UsageError(`--${name} 重复 · --${name} is given twice`);
      values.set(name, value);
    } else throw new UsageError(`未知选项 ${arg} · unknown option ${arg}`);
  }
  return { words, flags, values };
}
