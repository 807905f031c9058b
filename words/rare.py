"""Characters that old systems keep in the private-use area, U+E000 to U+F8FF, and what stands in names for a lost one.

GBK had 80 characters at FE50–FEA0 that Unicode did not have yet; systems of that time write them as U+E815–U+E864. Unicode
has them all since: 66 as GB 18030-2000 maps these bytes, 14 as GB 18030-2005 and -2022 do (U+9FB4–U+9FBB and six of extension B).
"""

GBK_ROW_FE = (
    "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱"
    "䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"
)
PRIVATE_USE = dict(enumerate(GBK_ROW_FE, 0xE815))  # {code point: its character in Unicode}
# Radicals that look like the character and are copied from PDF files instead of it; NFKC leaves them alone.
RADICALS = dict(
    zip(
        map(ord, "⺝⺟⺠⺩⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻟⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳"),
        "月母民王虎西见角贝车長长门青韦页风飞食食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
        strict=True,
    )
)
BLANK_OF_GBK = "\ue5e5"  # GBK's A3A0, a blank of full width
LOST = "?#×○◯◇◆□■◻▯▢〓*＊�_\ue000-\uf8ff\U000f0000-\U0010ffff"  # inside a class of a regular expression
