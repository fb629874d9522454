import { createHash, timingSafeEqual } from 'node:crypto';
import { words } from '../words.ts';
import { GatewayFailure } from './gateway-failure.ts';

/**
 * A secret that a gateway cannot work without. An empty one would turn a signature check into no check, so that the gateway
 * refuses to be built (`net.secret-missing`) instead of running open.
 */
export function requireSecret(name: string, value: string | undefined | null): string {
  if (typeof value !== 'string' || value.trim() === '') {
    throw new GatewayFailure(
      'net.secret-missing',
      words(`接口配置缺少“${name}”，未填写密钥的接口不会启动，请在系统设置中补全。`, `The setting "${name}" is empty; a gateway without its secret does not start. Fill it in the settings.`),
      { facts: { setting: name } },
    );
  }
  return value;
}

/** Whether two texts are equal, in a time that does not tell where they differ. Empty texts are never equal. */
export function sameSecret(given: string, expected: string): boolean {
  if (given === '' || expected === '') return false;
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(given), digest(expected));
}
