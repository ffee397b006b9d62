/**
 * The first script of every page, and all there is of the switch in its footer. It sets the reader's choice of colours
 * before anything is drawn, so that nothing flashes, and again where another page may have changed it. It also marks a page
 * whose address brings a case or a text, so that the style can keep the place of what is drawn from it. The choice is kept
 * in this browser alone; where a browser forbids that, it holds for the page. It stands in the page as text, because a
 * file would be a request to wait for, and in short names, because it counts in the byte budget of every page.
 */
export const themeScript = [
  '(onpageshow=onstorage=()=>{',
  'let r=document.documentElement.dataset,e=document.querySelector(`#theme`),n=`not101.theme`,t=``;',
  'try{t=localStorage[n]||t}catch{}',
  '/=/.test(location)&&(r.asked=``);',
  'r.theme=t,e&&(e.value=t,e.onchange=()=>{r.theme=t=e.value;try{t?localStorage[n]=t:delete localStorage[n]}catch{}})',
  '})()',
].join('');
