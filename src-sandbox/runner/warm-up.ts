/**
 * Work that makes V8 and the guest load what they load on first use. Shaped as the gate shapes code. Number and date formats are left out:
 * they would cost every start 25 ms, and few runs use them.
 */
export const warmUpCode = `async function warm(load){"use strict";
let sum=0;for(let i=0;i<2e4;i++)sum+=i%7;
const list=[];for(let i=0;i<200;i++)list.push({i,k:"x"+i});
JSON.parse(JSON.stringify(list)).sort((a,b)=>b.i-a.i);
try{null.x}catch(error){void error.stack}
void new Date().toString();
void "\\u00e4".localeCompare("b");void /(a+)b/u.test("aab");
console.log("x",{a:[1,new Map([[1,2]])]});
void structuredClone({a:1});void new URL("https://example.com/a?b=1#c").href;void crypto.randomUUID();
state.x=[1,"a",{b:2}];
await 1;const answer=await callMCPTool("x/y",{a:1});
await new Promise((done)=>setTimeout(done,1));
return {answer,list:list.slice(0,10)};
}`
