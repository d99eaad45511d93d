import { onContentUpdated } from 'vitepress'
import theme from 'vitepress/theme-without-fonts'
// oxlint-disable-next-line import/no-unassigned-import -- a style has no value
import './style.css'

export default {
  ...theme,
  setup() {
    // VitePress gives its pages a <main>, but not the front page.
    onContentUpdated(() => {
      const content = document.getElementById('VPContent')
      if (content?.classList.contains('is-home') === true) content.setAttribute('role', 'main')
      else content?.removeAttribute('role')
    })
  },
}
