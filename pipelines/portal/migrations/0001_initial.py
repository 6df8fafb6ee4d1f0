"""The tables that the portal begins with."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("email", models.EmailField(max_length=254)),
                ("name", models.CharField(max_length=80)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("agency", "Data officer of an agency"),
                            ("steward", "Data steward of the county"),
                            ("taskforce", "Member of the task force"),
                        ],
                        max_length=10,
                    ),
                ),
                ("agency", models.CharField(blank=True, max_length=60)),
                ("steward", models.CharField(blank=True, max_length=40)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("used_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.CharField(max_length=80)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("agency", "Data officer of an agency"),
                            ("steward", "Data steward of the county"),
                            ("taskforce", "Member of the task force"),
                        ],
                        max_length=10,
                    ),
                ),
                ("agency", models.CharField(blank=True, max_length=60)),
                ("steward", models.CharField(blank=True, max_length=40)),
                ("is_active", models.BooleanField(default=True)),
                ("joined_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("role", "agency"), models.Q(("agency", ""), _negated=True)),
                            models.Q(models.Q(("role", "agency"), _negated=True), ("agency", "")),
                            _connector="OR",
                        ),
                        name="only_data_officers_have_an_agency",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("what", models.CharField(max_length=20)),
                ("about", models.CharField(max_length=40)),
                ("pid", models.IntegerField(default=0)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                ("code", models.IntegerField(null=True)),
                ("said", models.TextField(blank=True)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("agency", models.CharField(max_length=60)),
                ("extract", models.CharField(max_length=60)),
                ("quarter", models.CharField(max_length=7)),
                ("size", models.BigIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("arriving", "on its way"),
                            ("waiting", "waiting to be examined"),
                            ("answered", "answered"),
                            ("stopped", "not examined"),
                        ],
                        default="arriving",
                        max_length=10,
                    ),
                ),
                ("submission", models.CharField(blank=True, max_length=200)),
                ("status", models.CharField(blank=True, max_length=40)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
        ),
    ]
