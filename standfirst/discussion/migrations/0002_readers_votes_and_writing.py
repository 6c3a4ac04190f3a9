
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('discussion', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CommentAddress',
            fields=[
                ('comment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='address', serialize=False, to='discussion.comment')),
                ('address_key', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='CommentRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField()),
                ('html', models.TextField()),
                ('written_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='IgnoredReader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('guest_key', models.CharField(blank=True, max_length=64, null=True)),
                ('name', models.CharField(blank=True, max_length=80)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='RecentAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sender', models.CharField(max_length=64)),
                ('act', models.CharField(choices=[('post', 'Post'), ('vote', 'Vote'), ('ask', 'Ask'), ('upload', 'Upload')], default='post', max_length=10)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('guest_key', models.CharField(blank=True, max_length=64, null=True)),
                ('is_up', models.BooleanField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.DeleteModel(
            name='RecentPost',
        ),
        migrations.RemoveConstraint(
            model_name='comment',
            name='comment_state_known',
        ),
        migrations.AddField(
            model_name='comment',
            name='best',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='comment',
            name='edited_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='edited at'),
        ),
        migrations.AddField(
            model_name='comment',
            name='held_for',
            field=models.CharField(blank=True, choices=[('everybody', 'Everybody’s comments are read first'), ('newcomer', 'First comment of this reader'), ('links', 'Many links'), ('words', 'A word of the newsroom’s list'), ('mail', 'The mail address is not confirmed')], max_length=10, verbose_name='waits because'),
        ),
        migrations.AddField(
            model_name='discussionsettings',
            name='close_after_days',
            field=models.PositiveSmallIntegerField(default=0, help_text='0 keeps it open.', verbose_name='days after which a discussion closes'),
        ),
        migrations.AddField(
            model_name='discussionsettings',
            name='down_votes',
            field=models.BooleanField(default=True, verbose_name='readers may disagree by vote'),
        ),
        migrations.AddField(
            model_name='discussionsettings',
            name='edit_minutes',
            field=models.PositiveSmallIntegerField(default=15, help_text='0 turns it off.', verbose_name='minutes in which a comment may be edited'),
        ),
        migrations.AddField(
            model_name='discussionsettings',
            name='guests_may_vote',
            field=models.BooleanField(default=True, verbose_name='guests may vote'),
        ),
        migrations.AddField(
            model_name='discussionsettings',
            name='guests_may_write',
            field=models.BooleanField(default=True, verbose_name='guests may write'),
        ),
        migrations.AddField(
            model_name='discussionsettings',
            name='held_words',
            field=models.TextField(blank=True, help_text='One to a line. Looked for in words, name, mail and address, in any case.', verbose_name='words that hold a comment'),
        ),
        migrations.AddField(
            model_name='discussionsettings',
            name='mail_confirmed',
            field=models.BooleanField(default=False, help_text='A comment appears once the link in a mail was followed.', verbose_name='guests must confirm their mail address'),
        ),
        migrations.AddField(
            model_name='discussionsettings',
            name='most_links',
            field=models.PositiveSmallIntegerField(default=3, help_text='0 sets no limit.', verbose_name='links that a comment may hold before it is read first'),
        ),
        migrations.AddField(
            model_name='discussionsettings',
            name='nesting',
            field=models.PositiveSmallIntegerField(default=5, help_text='Replies further down stand at the last level.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(8)], verbose_name='levels of replies'),
        ),
        migrations.AddField(
            model_name='discussionsettings',
            name='pictures_allowed',
            field=models.BooleanField(default=False, verbose_name='readers may add pictures'),
        ),
        migrations.AddField(
            model_name='discussionsettings',
            name='readers_may_ask',
            field=models.BooleanField(default=False, verbose_name='readers may put questions to passages'),
        ),
        migrations.AddField(
            model_name='passagequestion',
            name='asked_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='passagequestion',
            name='end',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='passagequestion',
            name='is_by_newsroom',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='passagequestion',
            name='start',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='passagequestion',
            name='state',
            field=models.CharField(choices=[('approved', 'Shown'), ('held', 'Waiting'), ('removed', 'Removed')], default='approved', max_length=10),
        ),
        migrations.AddField(
            model_name='passagequestion',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='thread',
            name='is_kept_open',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='comment',
            name='state',
            field=models.CharField(choices=[('approved', 'Shown'), ('held', 'Waiting'), ('spam', 'Spam'), ('removed', 'Removed'), ('deleted', 'Deleted by its writer')], default='approved', max_length=10, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='discussionsettings',
            name='hold',
            field=models.CharField(choices=[('nobody', 'nobody’s comments'), ('newcomers', 'first comments of readers who are new'), ('everybody', 'everybody’s comments')], default='nobody', max_length=10, verbose_name='read before they appear'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('has_place', True), ('parent__isnull', True)), fields=['thread', '-best', '-id'], name='top_level_by_best'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['approved', 'held', 'spam', 'removed', 'deleted'])), name='comment_state_known'),
        ),
        migrations.AddIndex(
            model_name='commentaddress',
            index=models.Index(fields=['at'], name='addresses_by_time'),
        ),
        migrations.AddIndex(
            model_name='commentaddress',
            index=models.Index(fields=['address_key'], name='comments_from_address'),
        ),
        migrations.AddField(
            model_name='commentrevision',
            name='comment',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='discussion.comment'),
        ),
        migrations.AddField(
            model_name='ignoredreader',
            name='ignored',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='ignoredreader',
            name='user',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='ignored_readers', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='recentact',
            index=models.Index(fields=['sender', 'act', 'at'], name='acts_of_sender'),
        ),
        migrations.AddIndex(
            model_name='recentact',
            index=models.Index(fields=['at'], name='acts_by_time'),
        ),
        migrations.AddField(
            model_name='vote',
            name='comment',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='discussion.comment'),
        ),
        migrations.AddField(
            model_name='vote',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='commentrevision',
            index=models.Index(fields=['comment', '-written_at'], name='revisions_by_time'),
        ),
        migrations.AddConstraint(
            model_name='ignoredreader',
            constraint=models.UniqueConstraint(fields=('user', 'ignored'), name='ignored_once'),
        ),
        migrations.AddConstraint(
            model_name='ignoredreader',
            constraint=models.UniqueConstraint(fields=('user', 'guest_key'), name='guest_ignored_once'),
        ),
        migrations.AddConstraint(
            model_name='ignoredreader',
            constraint=models.CheckConstraint(condition=models.Q(('ignored__isnull', True), ('guest_key__isnull', True), _connector='XOR'), name='somebody_ignored'),
        ),
        migrations.AddIndex(
            model_name='vote',
            index=models.Index(condition=models.Q(('guest_key__isnull', False)), fields=['guest_key'], name='votes_of_guest'),
        ),
        migrations.AddConstraint(
            model_name='vote',
            constraint=models.UniqueConstraint(fields=('comment', 'user'), name='one_vote_per_reader'),
        ),
        migrations.AddConstraint(
            model_name='vote',
            constraint=models.UniqueConstraint(fields=('comment', 'guest_key'), name='one_vote_per_guest'),
        ),
        migrations.AddConstraint(
            model_name='vote',
            constraint=models.CheckConstraint(condition=models.Q(('user__isnull', True), ('guest_key__isnull', True), _connector='XOR'), name='vote_of_somebody'),
        ),
    ]
