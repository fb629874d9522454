import { theme as antdTheme, type ThemeConfig } from 'antd';
import { fontFamily, monoFamily, tokensOf, type Scheme } from './tokens.ts';

/** The antd theme of a scheme, made from the tokens. */
export function antdThemeOf(scheme: Scheme): ThemeConfig {
  const t = tokensOf(scheme);
  return {
    algorithm: scheme === 'dark' ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
    cssVar: { key: 'dz' },
    hashed: false,
    token: {
      colorPrimary: t.primary,
      colorInfo: t.primary,
      colorLink: t.link,
      colorError: t.breach,
      colorWarning: t.soon,
      colorSuccess: t.kept,
      colorTextBase: t.ink,
      colorText: t.ink,
      colorTextSecondary: t.ink2,
      colorTextTertiary: t.ink2,
      colorTextDescription: t.ink2,
      colorTextPlaceholder: t.ink2,
      colorBgBase: t.surface,
      colorBgLayout: t.ground,
      colorBgContainer: t.surface,
      colorBgElevated: t.surface,
      colorBorder: t.edge,
      colorBorderSecondary: t.line,
      colorSplit: t.line,
      borderRadius: 6,
      fontFamily,
      fontFamilyCode: monoFamily,
      fontSize: 14,
      fontSizeHeading3: 20,
      fontSizeHeading4: 16,
      controlHeight: 32,
      boxShadow: t.shadow,
      boxShadowSecondary: t.shadow,
      boxShadowTertiary: 'none',
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
      wireframe: false,
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', fontWeight: 400, contentFontSize: 14 },
      // The primary colour is a ground for white words; as words on a dark ground it is too dim.
      Tabs: { itemSelectedColor: t.link, itemHoverColor: t.link, itemActiveColor: t.link, inkBarColor: t.link, titleFontSize: 14, horizontalItemPadding: '8px 0', horizontalItemGutter: 20, horizontalMargin: '0' },
      // The colour of warnings is too pale for words.
      Tag: { colorWarning: t.soonText, colorWarningBg: t.soonWash },
      Form: { itemMarginBottom: 16, labelColor: t.ink2 },
      Segmented: { itemColor: t.ink2, itemHoverColor: t.ink, itemSelectedColor: t.ink },
      Modal: { titleFontSize: 16 },
      Drawer: { paddingLG: 20 },
      Tooltip: { colorBgSpotlight: scheme === 'dark' ? '#3A4048' : '#2B3036', colorTextLightSolid: '#FFFFFF' },
    },
  };
}
