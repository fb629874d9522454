/** My work as the server's contract has it. */
export { countWork, listWork, readWorkItem, workGroups, type WorkDetail, type WorkGroup, type WorkItem } from '../../src/regulation/work/contract.ts';
