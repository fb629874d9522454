/** Evidence packets as the server's contract has them. */
export { requestPacket } from '../../src/regulation/evidence/contract.ts';
