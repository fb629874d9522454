import type { Parameter } from './parameter-page.tsx';

export type Unit = Parameter['units'][number]['unit'];
/** As the value stands in the form: the number alone in the parameter's own unit. */
type Written = number | { amount: number; unit: Unit };

/** A duration as it is written, with its unit. */
export function amountIn(p: Pick<Parameter, 'units'>, value: unknown): { amount: number | null; unit: Unit | null } {
  if (typeof value === 'object' && value !== null && 'amount' in value && 'unit' in value) return value as { amount: number; unit: Unit };
  return { amount: typeof value === 'number' ? value : null, unit: p.units[0]?.unit ?? null };
}

/** The value as it is stored: the number alone in the parameter's own unit. Units are never converted. */
export function writtenIn(p: Pick<Parameter, 'units'>, amount: number, unit: Unit): Written {
  return unit === p.units[0]?.unit ? amount : { amount, unit };
}
