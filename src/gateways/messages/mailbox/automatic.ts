/** Why a mail was written by no person to us: it must not open a case, and never be answered by a machine (RFC 3834, RFC 5230, RFC 6522). */
export type Automatic = 'bounce' | 'auto-reply' | 'list';

const machines = /^(mailer-daemon|postmaster)@/i;
const replies = /^\s*(【?(自动回复|自动答复|系统自动回复|休假自动回复|外出自动回复)】?|automatic reply|auto[- ]?reply|autoreply|out of( the)? office)/i;

/**
 * @param header the raw value of a header, unfolded, or null
 * @param from address of the sender
 */
export function automaticReason(header: (name: string) => string | null, from: string | null, subject: string): Automatic | null {
  const is = (name: string): string => (header(name) ?? '').trim().toLowerCase();
  if (is('return-path') === '<>' || (from !== null && machines.test(from)) || /^multipart\/report\b.*report-type="?(delivery-status|disposition-notification)/.test(is('content-type'))) return 'bounce';
  const submitted = is('auto-submitted');
  if ((submitted !== '' && !submitted.startsWith('no')) || header('x-autoreply') !== null || header('x-autorespond') !== null || is('precedence') === 'auto_reply' || replies.test(subject)) return 'auto-reply';
  if (/^(bulk|list|junk)$/.test(is('precedence')) || header('list-id') !== null || header('list-unsubscribe') !== null) return 'list';
  return null;
}
