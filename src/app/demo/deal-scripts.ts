/** How one negotiation goes. What is left out goes as it should. */
export interface DealScript {
  readonly seller: 'seller1' | 'seller2';
  readonly title: string;
  /** Articles by code, with quantity. */
  readonly goods: readonly (readonly [code: string, quantity: number])[];
  /** What is offered under the list price, in basis points: one version after the other. */
  readonly offers: readonly number[];
  /** Quoted although the need lacks something: refused, then let through by the lead with a reason. */
  readonly hasty?: boolean;
  /** The product sheet is forgotten: an exception under the clause. */
  readonly silent?: boolean;
  /** The last offer is rejected by whoever signs; this is offered instead. */
  readonly afterRejection?: number;
  readonly end: 'won' | 'lost' | 'expired' | 'withdrawn' | 'open';
  /** Drafts, sends and acknowledges too late. */
  readonly slow?: boolean;
  /** A duty that is waived in time. */
  readonly excused?: 'drafted-in-time' | 'contract-sent-in-time' | 'operations-told' | 'finance-told';
  /** The customer wants a term that the law forbids: refused, then put right. */
  readonly unlawful?: boolean;
  /** After the order: a supplement to the contract, fewer pieces, or cancelled. */
  readonly then?: 'supplement' | 'fewer' | 'fewer-rejected' | 'cancelled';
}

/** The department's negotiations, in the order in which they begin; told anew with other customers where the story is long. */
export const dealScripts: readonly DealScript[] = [
  { seller: 'seller1', title: '年会礼品采购', goods: [['CUP350-01', 60]], offers: [200], end: 'won', then: 'supplement' },
  { seller: 'seller2', title: '直播间企业团购', goods: [['CUP500-01', 40]], offers: [0, 800], end: 'won', slow: true, silent: true },
  { seller: 'seller1', title: '酒店客房杯具', goods: [['GLS300-01', 80], ['THM1L-01', 10]], offers: [300, 1_500], end: 'won', excused: 'drafted-in-time' },
  { seller: 'seller1', title: '茶馆开业用具', goods: [['TSET6-01', 20]], offers: [500], hasty: true, end: 'won', unlawful: true, then: 'fewer' },
  { seller: 'seller2', title: '学校开学礼', goods: [['NTB5-01', 100]], offers: [2_500], afterRejection: 1_200, end: 'won', excused: 'operations-told' },
  { seller: 'seller1', title: '清仓夏凉被', goods: [['BLK1-01', 30]], offers: [5_200], end: 'won', slow: true, then: 'fewer-rejected' },
  { seller: 'seller2', title: '员工生日礼', goods: [['TEAJM-01', 50]], offers: [100], end: 'lost', silent: true },
  { seller: 'seller1', title: '员工福利毛巾', goods: [['TWL5-01', 60]], offers: [900], end: 'won', excused: 'contract-sent-in-time' },
  { seller: 'seller2', title: '代理分销首单', goods: [['BOX3-01', 30]], offers: [300, 600], end: 'expired' },
  { seller: 'seller1', title: '厨房用品配套', goods: [['PAN24-01', 24]], offers: [300], end: 'won', excused: 'finance-told', then: 'cancelled' },
  { seller: 'seller2', title: '办公文具季度采购', goods: [['PEN12-01', 80], ['FLD20-01', 40]], offers: [200], end: 'won' },
  { seller: 'seller1', title: '客户答谢茶礼', goods: [['TEAGR-02', 40]], offers: [1_000], end: 'withdrawn' },
];
