import { words } from '../../../../kernel/words.ts';
import { rule } from '../../../../regulation/evaluators/rule.ts';
import { percentText } from './decision.ts';

/** Who approves a price by its margin (clause 2.2.3, `margin-floor`): under the floor the general manager alone. */
export const floorRule = rule<{ discountBasisPoints: number; marginBasisPoints: number | null }, { belowFloor: boolean }>({
  name: 'sales.approver-below-floor', version: 1,
  decide: ({ marginBasisPoints: margin }, values) => {
    const floor = (values['minimumGrossMargin'] as number | undefined) ?? 0;
    const below = margin === null || margin < floor;
    return {
      outcome: { belowFloor: below }, exception: below ? 'below-floor' : null,
      because: margin === null ? words('成本不全，毛利率算不出，按低于底线处理', 'a cost is missing, so the margin counts as under the floor')
        : words(`毛利率 ${percentText(margin)}，底线 ${percentText(floor)}`, `margin ${percentText(margin)}, floor ${percentText(floor)}`),
    };
  },
});
