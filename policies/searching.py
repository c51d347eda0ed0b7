"""Which texts a search takes for the same, whatever way they are written, and what somebody asked for."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from policies.codes import DASHES

LONGEST_SEARCH: Final = 100
MOST_WORDS: Final = 10

# The first of each group stands for all of them: forms of one character that names of people and places mix.
OLD_FORMS: Final = """
亜亞 悪惡 圧壓 囲圍 医醫 為爲 壱壹 稲稻 隠隱 栄榮 営營 衛衞 駅驛 円圓 塩鹽 艶艷 応應 欧歐 奥奧 桜櫻 横橫 温溫 穏穩
仮假 価價 画畫 会會 絵繪 壊壞 懐懷 概槪 拡擴 覚覺 学學斈 岳嶽 楽樂 勧勸 巻卷 寛寬 歓歡 缶罐 観觀 関關 館舘 陥陷 顔顏
器噐 帰歸 気氣 亀龜 犠犧 旧舊 拠據 挙擧 峡峽 挟挾 狭狹 教敎 郷鄕 暁曉 区區 駆驅 勲勳 薫薰 群羣 径徑 恵惠 掲揭 渓溪
経經 継繼 茎莖 蛍螢 軽輕 鶏鷄 芸藝 撃擊 欠缺 倹儉 剣劍劔 圏圈 検檢 権權 献獻 県縣 研硏 険險 顕顯 験驗 厳嚴 効效 広廣
恒恆 鉱鑛 号號 国國圀 黒黑 砕碎 済濟 斎齋斉齊 剤劑 崎﨑嵜碕 冊册 雑雜 桟棧 参參 惨慘 残殘 糸絲 児兒 辞辭 歯齒 湿濕
実實 写寫 釈釋 寿壽 収收 従從 渋澁 獣獸 縦縱 粛肅 処處 緒緖 叙敍 将將 奨奬 焼燒 称稱 証證 条條 状狀 乗乘 浄淨 剰剩
畳疊 縄繩 壌壤 嬢孃 譲讓 醸釀 触觸 嘱囑 寝寢 慎愼 晋晉 真眞 尽盡 図圖 粋粹 酔醉 随隨 髄髓 数數 枢樞 瀬瀨 声聲 静靜
窃竊 摂攝 専專 戦戰 浅淺 潜潛 繊纖 践踐 銭錢 禅禪 双雙 壮壯 捜搜 挿插 巣巢 争爭 曽曾 総總 聡聰 荘莊 装裝 騒騷 増增
蔵藏 臓臟 即卽 属屬 続續 堕墮 体體 対對 帯帶 滞滯 台臺 滝瀧 択擇 沢澤 単單 担擔 胆膽 団團 弾彈 断斷 痴癡 遅遲 昼晝
虫蟲 鋳鑄 庁廳 聴聽 勅敕 鎮鎭 逓遞 鉄鐵銕 転轉 点點 伝傳 灯燈 当當 党黨 盗盜 島嶋嶌 闘鬪 徳德 独獨 読讀 届屆 弐貳
悩惱 脳腦 覇霸 廃廢 拝拜 売賣 麦麥 発發 髪髮 抜拔 蛮蠻 秘祕 浜濱濵 富冨 仏佛 払拂 並竝 変變 辺邊邉 弁辨瓣辯 舗舖
歩步 穂穗 宝寶寳 豊豐 峰峯 没沒 翻飜 槙槇 万萬 満滿 毎每 弥彌 黙默 薬藥 訳譯 薮藪 与與 予豫 余餘 誉譽 揺搖 様樣 謡謠
遥遙 来來 頼賴 乱亂 覧覽 略畧 竜龍 両兩 涼凉 猟獵 緑綠 隣鄰 凛凜 塁壘 涙淚 励勵 礼禮 霊靈 齢齡 暦曆 歴歷 恋戀 錬鍊
炉爐 労勞 楼樓 録錄 湾灣 脇脅 吉𠮷 高髙 桧檜 籠篭 鴎鷗 壷壺 祢禰 尭堯 巌巖 栖棲 裏裡 杯盃 淵渕渊 穣穰 鶴靏靍 磯礒
讃讚 船舩
"""
_UNSEEN: Final = (
    *(range(0x20), range(0x7F, 0xA0), range(0x200B, 0x2010), range(0x2028, 0x202F), range(0x2060, 0x2065)),
    *(range(0xFE00, 0xFE10), range(0xFEFF, 0xFF00), range(0xE0100, 0xE01F0)),
)


def _same() -> Iterator[tuple[int, str]]:
    """Yield each sign that stands for another one, or for nothing."""
    for group in OLD_FORMS.split():
        yield from ((ord(sign), group[0]) for sign in group[1:] if sign != group[0])
    yield from ((ord(sign), "-") for sign in DASHES + "─━⁃")
    for hiragana in range(ord("ぁ"), ord("ゖ") + 1):
        yield hiragana, chr(hiragana + ord("ァ") - ord("ぁ"))
    yield from ((ord(small), large) for small, large in zip("ゕゖヵヶ", "カケカケ", strict=True))
    yield from ((sign, "") for unseen in _UNSEEN for sign in unseen)
    yield from ((ord(sign), "") for sign in "・·‧•")


_SAME: Final = dict(_same())
_DASH_AS_LONG_SOUND: Final = re.compile(
    "(?<![ァ-ヺー])ー"
)  # what is no lengthened vowel was typed for a dash


def plain(text: str) -> str:
    """Return a text as it is compared: of one width and case, in katakana, new forms, plain dashes, without blanks.

    >>> plain("ｺﾐｭﾆﾃｨ・ばす 川邊線")
    'コミュニティバス川辺線'
    """
    known = unicodedata.normalize("NFKC", text).casefold().translate(_SAME)
    return _DASH_AS_LONG_SOUND.sub("-", "".join(known.split()))


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for: what was typed, and its words as they are compared; all of them must be there."""

    text: str
    words: tuple[str, ...]
    was_cut: bool

    @classmethod
    def read(cls, typed: str) -> "Asked":
        """Read what was typed; no more of it counts than LONGEST_SEARCH characters and MOST_WORDS words."""
        text = typed.replace("\0", "")[:LONGEST_SEARCH].strip()
        words = [word for part in text.split() if (word := plain(part))]
        was_cut = len(typed.strip()) > LONGEST_SEARCH or len(words) > MOST_WORDS
        return cls(text, tuple(words[:MOST_WORDS]), was_cut)

    def is_in(self, text: str, code: str = "") -> bool:
        """Tell whether each word stands in the text, or the code begins with it; both as plain() writes them."""
        return all(word in text or (code and code.startswith(word)) for word in self.words)

    def place(self, text: str, code: str = "") -> int:
        """Return how far down one that was found stands: its code, codes and names that begin so, then the rest."""
        if code and code in self.words:
            return 0
        if code and any(code.startswith(word) for word in self.words):
            return 1
        return 2 if text.startswith(("".join(self.words), self.words[0])) else 3
