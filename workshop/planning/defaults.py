"""What a new workshop starts with."""

import datetime as dt

STARTS, ENDS = dt.time(9, 0), dt.time(16, 0)
CAPACITY = 100
OFFER_HOURS = 24
LEAST_K, USUAL_K, MOST_K = 2, 5, 20

NOTICE_TH = (
    "ผู้จัดเก็บชื่อ ตำแหน่ง หน่วยงาน ช่องทางติดต่อ อาหาร และสิ่งที่ขอให้จัดเตรียม "
    "เพื่อจัดที่นั่ง จัดกลุ่ม ลงทะเบียนหน้างาน และส่งสรุปผลการประชุมนี้เท่านั้น\n\n"
    "ผู้จัดและจุดลงทะเบียนเห็นข้อมูลเหล่านี้ ผู้ดำเนินกลุ่มเห็นเพียงจำนวนคนในกลุ่ม ไม่มีการส่งต่อให้บุคคลภายนอก\n\n"
    "คำตอบถูกเก็บแยกจากชื่อ ผลจะแสดงเมื่อมีผู้ตอบถึงจำนวนที่กำหนด และไม่มีใครเปิดดูได้ว่าผู้ใดตอบอะไร\n\n"
    "ข้อมูลส่วนบุคคลจะถูกลบภายใน 90 วันหลังวันประชุม ขอดู แก้ไข หรือถอนความยินยอมได้จากหน้าส่วนตัว "
    "หรือติดต่อผู้จัด"
)

NOTICE_EN = (
    "The organiser keeps your name, position, agency, contact details, meal and what you ask us "
    "to prepare. They are used to seat you, to form the groups, to check you in and to send the "
    "summary of this workshop, and for nothing else.\n\n"
    "The organiser and the door desk see these details. Facilitators see only how many people "
    "are in their group. Nothing is passed to anybody outside.\n\n"
    "Answers are kept apart from names. Results appear once enough people have answered, and "
    "nobody can see who said what.\n\n"
    "Personal data is erased within 90 days of the workshop. You can see it, correct it or "
    "withdraw your consent on your own page, or by asking the organiser."
)
