const answer = await fetch("/desk");
const about = await answer.json();
document.documentElement.lang = about.lang === "zh" ? "zh-CN" : "en";
document.querySelector("#issuer").textContent = about.issuer ?? about.detail;
