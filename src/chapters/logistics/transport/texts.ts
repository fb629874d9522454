/** Phones in what carriers write (couriers name themselves) leave the server masked. */
export const withoutPhones = (text: string): string => text.replace(/(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)/g, '$1****$2').replace(/(?<!\d)(0\d{2,3}-?)\d{4}(\d{3,4})(?!\d)/g, '$1****$2');

/** Who is named as receiver or as having signed leaves the customer's page with the family name only; a gate, a locker or a shop is no person and stays. */
export const withoutNames = (text: string): string =>
  text.replace(/((?:签收人|收件人|收货人|代收人|签收者)(?:是|为)?\s*[：:【[（(]\s*)(?!本人|家人|同事|门卫|保安|前台|物业|他人|快递|驿站|菜鸟|丰巢|代收|超市)(\p{Script=Han})\p{Script=Han}{1,3}(?!\p{Script=Han})/gu, '$1$2**');
