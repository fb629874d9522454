import type { Problem } from '../../src/kernel/http/contract.ts';
import { ApiProblem } from './api.ts';

/**
 * Sends files with progress (fetch has none for sending). The Idempotency-Key header makes it a request that foreign pages cannot send
 * without asking, and sending again with the same key one and the same request. @throws ApiProblem
 */
export function uploadFiles<T>(path: string, files: readonly File[], onProgress: (share: number) => void, fields: Readonly<Record<string, string>> = {}, key: string = crypto.randomUUID()): Promise<T> {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    for (const file of files) form.append('files', file, file.name);
    const request = new XMLHttpRequest();
    request.open('POST', `/api${path}`);
    request.responseType = 'json';
    request.setRequestHeader('idempotency-key', key);
    request.setRequestHeader('accept-language', document.documentElement.lang);
    request.upload.addEventListener('progress', (e) => e.lengthComputable && onProgress(e.loaded / e.total));
    request.addEventListener('load', () => {
      if (request.status >= 200 && request.status < 300) return resolve(request.response as T);
      const zh = document.documentElement.lang.startsWith('zh');
      const told = request.response as Problem | null;
      reject(new ApiProblem(told?.code ? told : { type: 'about:blank', status: request.status, code: 'web.upload-failed', title: zh ? '文件没有上传成功' : 'The upload failed', detail: `HTTP ${request.status}`, next: zh ? '请重试。' : 'Try again.' }));
    });
    request.addEventListener('error', () => {
      const zh = document.documentElement.lang.startsWith('zh');
      reject(new ApiProblem({ type: 'about:blank', status: 0, code: 'web.unreachable', title: zh ? '连接不上服务器' : 'The server cannot be reached', detail: zh ? '文件没有送达。' : 'The file did not arrive.', next: zh ? '检查网络后重试。' : 'Check the network and try again.' }));
    });
    request.send(form);
  });
}
