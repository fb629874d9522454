import { readFileSync } from 'node:fs';

/** What Linux tells of a process, for the parts that look at the server from outside. */
const CLOCK_TICKS = 100;

/** Processor time that a process has taken so far, in seconds. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
}

/** The same of the embedded database of an installation: all its processes together, also those that have ended. */
export function databaseSeconds(folder: string): number {
  const postmaster = Number(readFileSync(`${folder}/postgres/cluster/postmaster.pid`, 'utf8').split('\n')[0]);
  const ended = readFileSync(`/proc/${postmaster}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
  const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8').trim().split(' ');
  return (Number(ended[13]) + Number(ended[14])) / CLOCK_TICKS + children.reduce((sum, pid) => sum + cpuSeconds(Number(pid)), 0);
}

/** Memory that it holds, in MB. */
export const rssMb = (pid: number): number => Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1_024);
