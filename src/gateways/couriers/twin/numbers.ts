import { dice } from './journey.ts';

const digits = (count: number, ...words: readonly string[]): string => Array.from({ length: count }, (_, index) => Math.floor(dice(...words, String(index)) * 10)).join('');

/** Check digit of an S10 number (UPU): weights 8 6 4 2 3 5 9 7, modulo 11. */
function s10Check(serial: string): number {
  const sum = [8, 6, 4, 2, 3, 5, 9, 7].reduce((total, weight, index) => total + weight * Number(serial[index]), 0);
  const rest = 11 - (sum % 11);
  return rest === 10 ? 0 : rest === 11 ? 5 : rest;
}

/** A waybill number in the carrier's own shape, always the same for the same words. */
export function inventNumber(carrier: string, ...words: readonly string[]): string {
  const some = (count: number) => digits(count, carrier, ...words);
  switch (carrier) {
    case 'shunfeng': case 'shunfengkuaiyun': return `SF1${some(12)}`;
    case 'yuantong': return `YT${some(13)}`;
    case 'jtexpress': return `JT${some(13)}`;
    case 'jd': return `JDV${some(12)}`;
    case 'zhongtong': return `78${some(12)}`;
    case 'shentong': return `77${some(13)}`;
    case 'yunda': return `46${some(11)}`;
    case 'huitongkuaidi': return `55${some(13)}`;
    case 'zhongtongkuaiyun': return `3001${some(8)}`;
    case 'ems': { const serial = some(8); return `EA${serial}${s10Check(serial)}CN`; }
    default: return `9${some(14)}`;
  }
}
