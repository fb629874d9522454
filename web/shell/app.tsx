import type { ReactNode } from 'react';
import { StyleProvider } from '@ant-design/cssinjs';
import { App as AntdApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { ClauseDrawerProvider } from '../ui/clause.tsx';
import { LanguageProvider, useLanguage } from '../ui/language.tsx';
import { SchemeProvider, useScheme } from '../ui/scheme.tsx';
import { antdThemeOf } from '../ui/theme.ts';

function Dressed({ children }: { children: ReactNode }) {
  const { language } = useLanguage();
  const { scheme } = useScheme();
  dayjs.locale(language === 'zh' ? 'zh-cn' : 'en');
  return (
    <ConfigProvider theme={antdThemeOf(scheme)} locale={language === 'zh' ? zhCN : enUS} button={{ autoInsertSpace: false }} wave={{ disabled: true }}>
      <ClauseDrawerProvider>
        <AntdApp message={{ maxCount: 3 }} component={false}>{children}</AntdApp>
      </ClauseDrawerProvider>
    </ConfigProvider>
  );
}

/** Everything a page may count on: language, scheme, reads, antd in our dress, the clause drawer. */
export function Providers({ client, children }: { client: QueryClient; children: ReactNode }) {
  return (
    <StyleProvider layer>
      <LanguageProvider>
        <SchemeProvider>
          <QueryClientProvider client={client}>
            <Dressed>{children}</Dressed>
          </QueryClientProvider>
        </SchemeProvider>
      </LanguageProvider>
    </StyleProvider>
  );
}
