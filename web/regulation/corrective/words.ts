import { words, type Words } from '../../../src/kernel/words.ts';
import type { CorrectiveRow } from '../../../src/regulation/corrective/contract.ts';

export const stateWords: Record<CorrectiveRow['state'], Words> = {
  open: words('待遏制', 'To contain'), contained: words('待查因', 'Find the cause'), analysed: words('待定措施', 'To plan'), planned: words('待落实', 'To do'), done: words('待验证', 'Effect awaited'), closed: words('已结案', 'Closed'),
};
export const triggerWords: Record<CorrectiveRow['trigger'], Words> = {
  breaches: words('多次违反', 'Broken often'), blocking: words('拦截被突破', 'Block passed'), 'repeated-cause': words('原因重复', 'Same cause again'), manual: words('人工提出', 'By hand'),
};
