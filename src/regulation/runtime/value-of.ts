import type { Kernel } from '../../kernel/kernel.ts';
import type { ParameterValue } from '../declare-parameter.ts';
import { Engine } from './engine.ts';
import type { Where } from './values.ts';

/** The value of a parameter that holds now for a case, for reads outside a verb. @throws Error where no rulebook is connected */
export function valueOf(kernel: Kernel, key: string, where: Where = {}): ParameterValue {
  if (!(kernel.controls instanceof Engine)) throw new Error(`no rulebook is connected: ${key} has no value`);
  return kernel.controls.values.at(key, kernel.clock.now(), where).value;
}
